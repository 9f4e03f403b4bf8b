import { StorygateError } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import type { StoredRun } from '../gate/run-record';
import { GitFailed } from '../git/git-failed';
import { landStory } from '../landing/land-story';
import { Interrupted, throwIfInterrupted } from '../process/interruption';
import { endEntry } from '../queue/end-entry';
import { readPause } from '../queue/pause';
import type { QueueEntry } from '../queue/queue-entry';
import { fetchQueue, type QueuePlace } from '../queue/queue-place';
import { readQueue } from '../queue/read-queue';
import { resultOf, untriedResult, type Result } from '../queue/result';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';

/*
 * A runner's round. Invariants:
 * - an entry leaves the queue only with its result, in one push; so a runner that is killed leaves it queued, and the
 *   next round, or another runner, goes on with it;
 * - an entry ends after one round, whatever is wrong with it, unless trunk moved all the time or the remote is away;
 * - a result that happened is published even when the runner is told to stop;
 * - the queue is read anew before each entry, so that who drops, moves or pauses is heard.
 */

/** A queued story and how it ended. */
export interface EndedEntry {
  readonly entry: QueueEntry;
  readonly result: Result;
  /** False when another runner ended the entry first, or its author queued another head meanwhile. */
  readonly published: boolean;
}

/** Lands what is queued, in the queue's order, until everything was tried or the queue is paused; tells of each as it ends. */
export async function runQueue(
  repository: Repository,
  remote: string,
  emit: Emit,
  onEnd: (ended: EndedEntry) => void,
): Promise<EndedEntry[]> {
  const place: QueuePlace = { git: repository.git, remote };
  return withLock(repository.git, 'gate', emit, async () => {
    const ended: EndedEntry[] = [];
    const tried = new Set<string>();
    for (;;) {
      throwIfInterrupted();
      const entry = await findNext(place, tried);
      if (entry === null) return ended;
      tried.add(entry.object);
      const end = await tryAndEnd(repository, place, entry, emit);
      if (end === null) continue;
      ended.push(end);
      onEnd(end);
    }
  });
}

async function findNext(place: QueuePlace, tried: ReadonlySet<string>): Promise<QueueEntry | null> {
  await fetchQueue(place);
  if ((await readPause(place)) !== null) return null;
  return (await readQueue(place)).find(({ object }) => !tried.has(object)) ?? null;
}

/** Tries one entry; null when trunk moved all the time, so that it stays queued. */
async function tryAndEnd(
  repository: Repository,
  place: QueuePlace,
  entry: QueueEntry,
  emit: Emit,
): Promise<EndedEntry | null> {
  const { result, run } = await tryEntry(repository, place, entry, emit);
  if (result.outcome === 'trunk-moved') return null;
  const shielded = { ...place, git: place.git.shielded() };
  return { entry, result, published: await endEntry(shielded, entry, result, run) };
}

async function tryEntry(
  repository: Repository,
  place: QueuePlace,
  entry: QueueEntry,
  emit: Emit,
): Promise<{ readonly result: Result; readonly run: StoredRun | null }> {
  if (entry.problem !== null) {
    const { id, head, object, problem } = entry;
    return { result: untriedResult(id, head ?? object, problem), run: null };
  }
  const { id, head } = entry;
  try {
    const outcome = await landStory(repository, entry, emit);
    return { result: resultOf(outcome, new Date()), run: outcome.run };
  } catch (error) {
    if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
    // A remote that is away is no story's fault: then this throws too, and the entry stays queued.
    if (error instanceof GitFailed) await fetchQueue(place);
    return { result: untriedResult(id, head, error.message), run: null };
  }
}
