import { inStep, type Emit } from '../events/events';
import { pinStories, type LandingRequest } from '../landing/land-stories';
import { readFreshTrunk } from '../landing/read-fresh-trunk';
import { outcomeOf, type Outcome } from '../landing/outcome';
import type { Repository } from '../repository/repository';
import { enqueue } from './enqueue';
import { fetchQueue, queueOf } from './queue-place';
import { positionOf } from './queue-view';
import { readQueue } from './read-queue';

/** A story that was queued, and how many are to land before it, itself included. */
export interface Queued {
  readonly outcome: Outcome;
  readonly position: number | null;
}

/** What to queue, in this order. */
export interface QueueingRequest extends LandingRequest {
  /** null: what a story has in the queue already, or 0. */
  readonly priority: number | null;
}

/** Queues each story's head, as it is now, where trunk's queue is. */
export async function queueStories(
  repository: Repository,
  request: QueueingRequest,
  emit: Emit,
): Promise<Queued[]> {
  const pinned = await pinStories(repository, request, emit);
  const trunk = await readFreshTrunk(repository, emit);
  const place = queueOf(repository.git, trunk);
  const { priority } = request;
  const requests = pinned.map((story) => ({ ...story, priority }));
  await inStep(emit, 'queue-story', trunk.name, () => enqueue(place, requests));
  await fetchQueue(place);
  const entries = await readQueue(place);
  return pinned.map((story) => ({
    position: positionOf({ entries }, story.id),
    outcome: outcomeOf('queued', { ...story, base: trunk.commit }),
  }));
}
