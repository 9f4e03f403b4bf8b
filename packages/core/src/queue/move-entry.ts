import { parseObjectId } from '../names/object-id';
import { formatEntryTag } from './entry-tag';
import { planMove, type Destination, type Move } from './plan-move';
import { fetchQueue, QUEUE, type QueuePlace } from './queue-place';
import { readQueue } from './read-queue';
import { updateQueue } from './update-queue';

/** Gives a queued story another place; returns the story's new place, 1 first. All that move do so at once. */
export async function moveEntry(
  place: QueuePlace,
  id: string,
  destination: Destination,
): Promise<number> {
  await updateQueue(place, async () => {
    const moves = planMove(await readQueue(place), id, destination);
    const changes = [];
    for (const move of moves) changes.push(await changeOf(place, move));
    return { changes, answer: null };
  });
  await fetchQueue(place);
  return (await readQueue(place)).findIndex((entry) => entry.id === id) + 1;
}

async function changeOf({ git }: QueuePlace, { entry, priority, rank }: Move) {
  const { id, head, object, strategy } = entry;
  const queuedAt = entry.queuedAt ?? new Date().toISOString();
  const input = formatEntryTag(id, head, { priority, rank, queuedAt, strategy });
  const next = parseObjectId(await git.line(['mktag'], { input }));
  return { ref: `${QUEUE}${id}`, old: object, next };
}
