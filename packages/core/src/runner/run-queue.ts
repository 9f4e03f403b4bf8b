import { StorygateError } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import type { StoredRun } from '../gate/run-record';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { landStory } from '../landing/land-story';
import { Interrupted, throwIfInterrupted } from '../process/interruption';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';
import { publishResult } from './publish-result';
import { fetchQueue, QUEUE, readQueue, type QueueEntry } from './queue';
import { resultOf, untriedResult, type Result } from './result';

/*
 * A runner's round. Invariants:
 * - an entry leaves the queue only with its result, in one push; so a runner that is killed leaves it queued, and the
 *   next round, or another runner, goes on with it;
 * - an entry ends after one round, whatever is wrong with it, unless trunk moved all the time or the remote is away;
 * - a result that happened is published even when the runner is told to stop.
 */

/** A queued story and how it ended. */
export interface EndedEntry {
  readonly entry: QueueEntry;
  readonly result: Result;
  /** False when another runner ended the entry first, or its author queued another head meanwhile. */
  readonly published: boolean;
}

/** Lands what is queued now, in the queue's order; tells of each as it ends. */
export async function runQueue(
  repository: Repository,
  remote: string,
  emit: Emit,
  onEnd: (ended: EndedEntry) => void,
): Promise<EndedEntry[]> {
  const { git } = repository;
  return withLock(git, 'gate', emit, async () => {
    await fetchQueue(git, remote);
    const ended: EndedEntry[] = [];
    for (const entry of await readQueue(git, remote)) {
      throwIfInterrupted();
      if (!(await isStillQueued(git, remote, entry))) continue;
      const end = await endEntry(repository, remote, entry, emit);
      if (end === null) continue;
      ended.push(end);
      onEnd(end);
    }
    return ended;
  });
}

/** Tries one entry; null when trunk moved all the time, so that it stays queued. */
async function endEntry(
  repository: Repository,
  remote: string,
  entry: QueueEntry,
  emit: Emit,
): Promise<EndedEntry | null> {
  const tried = await tryEntry(repository, remote, entry, emit);
  if (tried.result.outcome === 'trunk-moved') return null;
  const published = await publishResult(repository.git.shielded(), remote, entry, tried);
  return { entry, result: tried.result, published };
}

async function tryEntry(
  repository: Repository,
  remote: string,
  entry: QueueEntry,
  emit: Emit,
): Promise<{ readonly result: Result; readonly run: StoredRun | null }> {
  const { id, head, isCommit } = entry;
  if (!isCommit)
    return { result: untriedResult(id, head, 'what is queued is no commit'), run: null };
  try {
    const outcome = await landStory(repository, { id, head, strategy: null }, emit);
    return { result: resultOf(outcome, new Date()), run: outcome.run };
  } catch (error) {
    if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
    // A remote that is away is no story's fault: then this throws too, and the entry stays queued.
    if (error instanceof GitFailed) await fetchQueue(repository.git, remote);
    return { result: untriedResult(id, head, error.message), run: null };
  }
}

async function isStillQueued(git: Git, remote: string, { id, head }: QueueEntry): Promise<boolean> {
  return (await git.line(['ls-remote', remote, `${QUEUE}${id}`])).startsWith(`${head}\t`);
}
