import type { StoredRun } from '../gate/run-record';
import { listRefs, type RefChange } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import { isStoryId } from '../names/story-id';
import { planPruning } from './prune-results';
import type { QueueEntry } from './queue-entry';
import { QUEUE, RESULTS, shownRef, type QueuePlace } from './queue-place';
import { listEntryRefs, readEntries } from './read-queue';
import type { Result } from './result';
import { makeResultCommits } from './result-commit';
import { tryUpdateQueue } from './update-queue';

/** A queue entry that was tried, and how that ended. */
export interface EntryEnd {
  readonly entry: QueueEntry;
  readonly result: Result;
  /** Its record and logs are kept too. */
  readonly run: StoredRun | null;
}

/**
 * Ends queue entries and keeps how they ended, all at once. An entry that was moved meanwhile is still the one that was
 * tried. When it is not (another process ended it, or its author queued another head), only a landing is still kept: it
 * happened, and no one else saw it happen. The oldest results go when there are too many. Answers for each whether anything
 * was changed.
 */
export async function endEntries(
  place: QueuePlace,
  ends: readonly EntryEnd[],
): Promise<readonly boolean[]> {
  const { git } = place;
  // A name that is no story's could stand in the way of stories' results, as `a/b` does of `a`.
  const kept = ends.filter(({ entry }) => isStoryId(entry.id));
  const commits = await makeResultCommits(git, kept);
  const nextOf = new Map(kept.map((end, index) => [end, commits[index] ?? null]));
  const ended = await tryUpdateQueue(place, async () => {
    const refs = await listEntryRefs(place);
    const ids = new Set(ends.map(({ entry }) => entry.id));
    const now = await readEntries(
      git,
      refs.filter(({ id }) => ids.has(id)),
    );
    const prefix = shownRef(place, RESULTS);
    const results = await listRefs(git, prefix);
    const oldOf = new Map(results.map(({ ref, commit }) => [ref.slice(prefix.length), commit]));
    const plans = ends.map((end) =>
      planEnd(end, {
        now: now.find(({ id }) => id === end.entry.id) ?? null,
        old: oldOf.get(end.entry.id) ?? null,
        next: nextOf.get(end) ?? null,
      }),
    );
    const keep = new Set(kept.map(({ entry }) => entry.id));
    const pruning = plans.flat().length > 0 ? await planPruning(place, results, { keep }) : [];
    return {
      changes: [...plans.flat(), ...pruning],
      answer: plans.map((changes) => changes.length > 0),
    };
  });
  return ended ?? ends.map(() => false);
}

/** What is there of an entry, of its story's last result, and the result to keep. */
interface EndFacts {
  readonly now: QueueEntry | null;
  readonly old: CommitSha | null;
  readonly next: CommitSha | null;
}

function planEnd({ entry, result }: EntryEnd, { now, old, next }: EndFacts): RefChange[] {
  const isOurs = now !== null && isSameWork(now, entry);
  const ending = isOurs ? [{ ref: `${QUEUE}${entry.id}`, old: now.object, next: null }] : [];
  if (next === null || (!isOurs && result.outcome !== 'merged')) return ending;
  return [{ ref: `${RESULTS}${entry.id}`, old, next }, ...ending];
}

function isSameWork(now: QueueEntry, tried: QueueEntry): boolean {
  return now.object === tried.object || (now.head !== null && now.head === tried.head);
}
