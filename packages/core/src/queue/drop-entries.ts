import { notQueued } from './plan-move';
import type { QueueEntry } from './queue-entry';
import { QUEUE, type QueuePlace } from './queue-place';
import { readQueue } from './read-queue';
import { updateQueue } from './update-queue';

/** Takes stories off a queue, whatever is wrong with their entries: all of them, or none when one is not queued. */
export async function dropEntries(
  place: QueuePlace,
  names: readonly string[],
): Promise<QueueEntry[]> {
  return updateQueue(place, async () => {
    const queue = await readQueue(place);
    const missing = names.filter((name) => !queue.some(({ id }) => id === name));
    if (missing.length > 0) throw notQueued(missing, queue);
    const dropped = queue.filter(({ id }) => names.includes(id));
    const changes = dropped.map(({ id, object }) => ({
      ref: `${QUEUE}${id}`,
      old: object,
      next: null,
    }));
    return { changes, answer: dropped };
  });
}
