import type { QueueEntry } from './queue-entry';
import { changeQueue, QUEUE, type QueuePlace } from './queue-place';

/** Takes an entry off the queue without a result; false when it is no longer that entry. */
export async function dequeue(place: QueuePlace, { id, object }: QueueEntry): Promise<boolean> {
  return changeQueue(place, [{ ref: `${QUEUE}${id}`, old: object, next: null }]);
}
