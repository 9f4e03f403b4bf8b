import { GitFailed } from '@storygate/core/git/git-failed';
import { fetchQueue, placesOf, type QueuePlace } from '@storygate/core/queue/queue-place';
import { positionOf, readQueueView, type QueueView } from '@storygate/core/queue/queue-view';
import type { Result } from '@storygate/core/queue/result';
import type { Context } from './context';

/** One of the queues that stories may be in. */
export interface ShownQueue extends QueueView {
  readonly place: QueuePlace;
}

/** Trunk's queue, then this repository's own if that is another; as last seen when trunk's remote can't be reached. */
export async function readQueues(context: Context): Promise<ShownQueue[]> {
  await fetchQueues(context);
  return readSeenQueues(context);
}

/** The same as they were last seen: no remote is asked. */
export async function readSeenQueues({ repository, trunk }: Context): Promise<ShownQueue[]> {
  const queues: ShownQueue[] = [];
  for (const place of placesOf(repository.git, trunk))
    queues.push({ ...(await readQueueView(place)), place });
  return queues;
}

/** Asks trunk's remote, and warns where it can't be reached. */
export async function fetchQueues({ output, repository, trunk }: Context): Promise<void> {
  for (const place of placesOf(repository.git, trunk)) {
    try {
      await fetchQueue(place);
    } catch (error) {
      if (!(error instanceof GitFailed)) throw error;
      output.tell(
        `warning: the queue is shown as last seen, for ${trunk.remote ?? ''} can't be reached: ${error.message} [REMOTE_AWAY]`,
      );
    }
  }
}

/** A story's place, in trunk's queue if it is there; null when it is not queued. */
export function findPosition(queues: readonly QueueView[], story: string): number | null {
  const positions = queues.map((queue) => positionOf(queue, story));
  return positions.find((position) => position !== null) ?? null;
}

/** How a story's last landing ended, wherever it was queued. */
export function findLastResult(queues: readonly QueueView[], story: string): Result | null {
  const results = queues.flatMap(({ results }) => results.get(story) ?? []);
  return results.sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null;
}
