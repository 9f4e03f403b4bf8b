import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { listStories } from '../story/story';
import type { Collision } from './collision';
import { readCollisions } from './read-collisions';
import { readWork } from './read-work';

/** The collisions of some stories with all others, as everything is now. A story that is unknown has none. */
export async function findCollisions(
  repository: Repository,
  trunk: Trunk,
  asked: readonly StoryId[],
): Promise<ReadonlyMap<StoryId, readonly Collision[]>> {
  if (asked.length === 0) return new Map();
  const stories = await listStories(repository, trunk.policy.options);
  const work = await readWork(repository, trunk, stories);
  return (await readCollisions(repository, trunk, work, new Set(asked))).byStory;
}
