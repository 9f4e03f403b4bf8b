import type { StoryId } from '../names/story-id';

/** The paths by which a story may meet others. */
export interface StoryPaths {
  readonly story: StoryId;
  readonly committed: readonly string[];
  readonly uncommitted: readonly string[];
}

/** Two stories that change common paths. */
export interface Meeting {
  readonly stories: readonly [StoryId, StoryId];
  /** Paths that both committed changes of: git can tell whether these merge. */
  readonly committed: readonly string[];
  /** Paths that both change, at least one of them without having committed it. */
  readonly uncommitted: readonly string[];
}

/** Every pair of stories that changes a common path, each once. */
export function planMeetings(stories: readonly StoryPaths[]): Meeting[] {
  const meetings = new Map<string, Growing>();
  for (const [path, changes] of changesByPath(stories)) {
    for (const [index, one] of changes.entries()) {
      for (const other of changes.slice(index + 1)) {
        const meeting = meetingOf(meetings, one.story, other.story);
        if (one.isCommitted && other.isCommitted) meeting.committed.push(path);
        if (one.isUncommitted || other.isUncommitted) meeting.uncommitted.push(path);
      }
    }
  }
  return [...meetings.values()];
}

interface Growing extends Meeting {
  readonly committed: string[];
  readonly uncommitted: string[];
}

function meetingOf(meetings: Map<string, Growing>, one: StoryId, other: StoryId): Growing {
  const key = `${one} ${other}`;
  const known = meetings.get(key);
  if (known !== undefined) return known;
  const meeting: Growing = { stories: [one, other], committed: [], uncommitted: [] };
  meetings.set(key, meeting);
  return meeting;
}

/** How one story changes a path. */
interface Change {
  readonly story: StoryId;
  readonly isCommitted: boolean;
  readonly isUncommitted: boolean;
}

/** In the order of the stories, whatever the path. */
function changesByPath(stories: readonly StoryPaths[]): Map<string, Change[]> {
  const byPath = new Map<string, Change[]>();
  for (const { story, ...paths } of stories) {
    const committed = new Set(paths.committed);
    const uncommitted = new Set(paths.uncommitted);
    for (const path of new Set([...committed, ...uncommitted])) {
      const changes = byPath.get(path) ?? [];
      changes.push({
        story,
        isCommitted: committed.has(path),
        isUncommitted: uncommitted.has(path),
      });
      byPath.set(path, changes);
    }
  }
  return byPath;
}
