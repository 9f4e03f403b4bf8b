import type { Result } from '../queue/result';
import type { StoryStatus } from './read-status';

/**
 * Takes a story for landed, too, when a landing of exactly its head was published: trunk may have changed the same files since, so
 * that they no longer tell. What landed collides with nobody.
 */
export function withLandings(
  stories: readonly StoryStatus[],
  results: ReadonlyMap<string, Result>,
): StoryStatus[] {
  const landed = new Set<string>();
  for (const { id, head } of stories) {
    const last = results.get(id);
    if (last?.outcome === 'merged' && last.head === head) landed.add(id);
  }
  return stories.map((story) => {
    if (landed.has(story.id)) return { ...story, landed: true, collidesWith: [] };
    return { ...story, collidesWith: story.collidesWith.filter((its) => !landed.has(its.story)) };
  });
}
