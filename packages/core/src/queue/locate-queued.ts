import { notQueued } from './plan-move';
import { fetchQueue, type QueuePlace } from './queue-place';
import { readQueue } from './read-queue';

/** Which of these are queued in which place; a refusal when one is queued in none. */
export async function locateQueued(
  places: readonly QueuePlace[],
  names: readonly string[],
): Promise<{ readonly place: QueuePlace; readonly names: readonly string[] }[]> {
  const queues = [];
  for (const place of places) {
    await fetchQueue(place);
    queues.push({ place, entries: await readQueue(place) });
  }
  const everything = queues.flatMap(({ entries }) => entries);
  const missing = names.filter((name) => !everything.some(({ id }) => id === name));
  if (missing.length > 0) throw notQueued(missing, everything);
  return queues
    .map(({ place, entries }) => ({
      place,
      names: names.filter((name) => entries.some(({ id }) => id === name)),
    }))
    .filter((one) => one.names.length > 0);
}
