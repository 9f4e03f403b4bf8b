import type { StoredRun } from '../gate/run-record';
import { readRefObject } from '../git/refs';
import { isStoryId } from '../names/story-id';
import type { QueueEntry } from './queue-entry';
import { QUEUE, RESULTS, shownRef, type QueuePlace } from './queue-place';
import { listEntryRefs, readEntries } from './read-queue';
import type { Result } from './result';
import { makeResultCommit } from './result-commit';
import { tryUpdateQueue } from './update-queue';

/**
 * Ends a queue entry and keeps how it ended, at once; with `run`, its record and logs too. An entry that was moved
 * meanwhile is still the one that was tried. When it is not (another process ended it, or its author queued another head),
 * only a landing is still kept: it happened, and no one else saw it happen. False when nothing was changed.
 */
export async function endEntry(
  place: QueuePlace,
  entry: QueueEntry,
  result: Result,
  run: StoredRun | null,
): Promise<boolean> {
  const { git } = place;
  const queueRef = `${QUEUE}${entry.id}`;
  const resultRef = `${RESULTS}${entry.id}`;
  // A name that is no story's could stand in the way of stories' results, as `a/b` does of `a`.
  const next = isStoryId(entry.id) ? await makeResultCommit(git, result, run) : null;
  const ended = await tryUpdateQueue(place, async () => {
    const refs = await listEntryRefs(place, entry.id);
    const [now] = await readEntries(
      git,
      refs.filter(({ id }) => id === entry.id),
    );
    const isOurs = now !== undefined && isSameWork(now, entry);
    const ending = { ref: queueRef, old: now?.object ?? null, next: null };
    if (next === null) return { changes: isOurs ? [ending] : [], answer: isOurs };
    if (!isOurs && result.outcome !== 'merged') return { changes: [], answer: false };
    const old = await readRefObject(git, shownRef(place, resultRef));
    const keeping = { ref: resultRef, old, next };
    return { changes: isOurs ? [keeping, ending] : [keeping], answer: true };
  });
  return ended ?? false;
}

function isSameWork(now: QueueEntry, tried: QueueEntry): boolean {
  return now.object === tried.object || (now.head !== null && now.head === tried.head);
}
