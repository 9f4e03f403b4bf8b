import type { Collision } from '@storygate/core/collisions/collision';
import { oneLine } from './one-line';

/** What two stories share, as one clause: the worst of it. */
export function describeCollision({
  files,
  uncommitted,
  projects,
}: Omit<Collision, 'story'>): string {
  if (files.length > 0) return `conflict in ${listSome(files)}`;
  if (uncommitted.length > 0) return `both change ${listSome(uncommitted)}, not all committed`;
  return `meet in ${listSome(projects)}`;
}

/** How bad a collision is; the worst first. */
export function rankOf({ files, uncommitted }: Collision): number {
  if (files.length > 0) return 0;
  return uncommitted.length > 0 ? 1 : 2;
}

/** One sentence about whom a story collides with in files; null: with nobody. */
export function describeCollisions(story: string, collisions: readonly Collision[]): string | null {
  const inFiles = collisions.filter((collision) => rankOf(collision) < 2);
  if (inFiles.length === 0) return null;
  const others = inFiles.map((other) => `${other.story} (they ${describeCollision(other)})`);
  return `story/${story} collides with ${listSome(others)}; whichever lands later has to take in the other`;
}

const MOST_NAMED = 4;

/** Some names, and how many more there are. */
function listSome(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return oneLine(names.slice(0, MOST_NAMED).join(', ')) + (more > 0 ? ` and ${more} more` : '');
}
