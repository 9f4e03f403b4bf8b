import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { listStories } from '../story/story';
import type { Collision } from './collision';
import { readCollisions, readTrunkMap } from './read-collisions';
import { readHistory, readWork } from './read-work';

/** The collisions of some stories with all others, as everything is now. A story that is unknown has none. */
export async function findCollisions(
  repository: Repository,
  trunk: Trunk,
  asked: readonly StoryId[],
): Promise<ReadonlyMap<StoryId, readonly Collision[]>> {
  if (asked.length === 0) return new Map();
  const stories = await listStories(repository, trunk.policy.options);
  const [work, map] = await Promise.all([
    readWork(repository, stories, readHistory(repository, trunk, stories)),
    readTrunkMap(repository, trunk),
  ]);
  return (await readCollisions(repository, map, work, new Set(asked))).byStory;
}
