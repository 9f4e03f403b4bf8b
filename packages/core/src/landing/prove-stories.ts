import type { Emit } from '../events/events';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';
import { pinStories } from './land-stories';
import type { Outcome } from './outcome';
import { sourceOf } from './queue-source';
import { workQueue, type WorkEnd } from './work-queue';

/**
 * Proves stories as the chain that would land now, in this order, and moves nothing: a later merge of the same stories
 * in the same order lands without gating again. Tells of each story that can't be in the chain.
 */
export async function proveStories(
  repository: Repository,
  stories: readonly StoryId[],
  emit: Emit,
  onOutcome: (outcome: Outcome) => void,
): Promise<WorkEnd> {
  const pinned = await pinStories(repository, { stories, strategy: null }, emit);
  const source = sourceOf(pinned, onOutcome);
  const most = pinned.length;
  return withLock(repository.git, 'gate', emit, () =>
    workQueue(repository, source, { isWanted: () => true, most, upTo: 'prove' }, emit),
  );
}
