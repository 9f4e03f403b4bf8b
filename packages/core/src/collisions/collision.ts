import type { StoryId } from '../names/story-id';

/** Where another story's work meets this one's. At least one list has something. */
export interface Collision {
  readonly story: StoryId;
  /** Paths in which what both committed does not merge. */
  readonly files: readonly string[];
  /** Paths that both change, at least one of them without having committed it: whether that merges is open. */
  readonly uncommitted: readonly string[];
  /** Projects that one of them changes, and the other changes too or builds on directly with one that it changes. */
  readonly projects: readonly string[];
}

/** What is known of two stories; what is left out is nothing. */
export interface Finding extends Partial<Omit<Collision, 'story'>> {
  readonly stories: readonly [StoryId, StoryId];
}

const NOTHING = { files: [], uncommitted: [], projects: [] };

/** Each story's collisions, by the other story's id, out of findings about pairs. */
export function listCollisions(findings: readonly Finding[]): Map<StoryId, Collision[]> {
  const collisions = new Map<StoryId, Map<StoryId, Collision>>();
  const note = (story: StoryId, other: StoryId, found: Omit<Finding, 'stories'>): void => {
    const its = collisions.get(story) ?? new Map<StoryId, Collision>();
    collisions.set(
      story,
      its.set(other, { ...NOTHING, ...its.get(other), ...found, story: other }),
    );
  };
  for (const { stories, ...found } of findings) {
    if (Object.values(found).every(({ length }) => length === 0)) continue;
    const [one, other] = stories;
    note(one, other, found);
    note(other, one, found);
  }
  return new Map(
    [...collisions].map(([story, its]) => [
      story,
      [...its.values()].sort((a, b) => (a.story < b.story ? -1 : 1)),
    ]),
  );
}
