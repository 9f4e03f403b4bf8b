import type { StoredRun } from '../gate/run-record';
import type { Git } from '../git/git';
import { readRef } from '../git/refs';
import { fetchQueue, pushChanges, QUEUE, RESULTS, seenResults, type QueueEntry } from './queue';
import type { Result } from './result';
import { makeResultCommit } from './result-commit';

/** Others may publish in between this often before a result is given up. */
const MOST_ATTEMPTS = 10;

/**
 * Ends a queue entry and publishes how it ended, in one push. When the entry is no longer the head that was tried
 * (another runner ended it, or its author queued another head), only a landing is still published: it happened, and
 * no one else saw it happen.
 */
export async function publishResult(
  git: Git,
  remote: string,
  entry: QueueEntry,
  { result, run }: { readonly result: Result; readonly run: StoredRun | null },
): Promise<boolean> {
  const next = await makeResultCommit(git, result, run);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const old = await readRef(git, `${seenResults(remote)}${entry.id}`);
    const publication = { ref: `${RESULTS}${entry.id}`, old, next };
    const isOurs = (await headThere(git, remote, entry)) === entry.head;
    if (!isOurs && result.outcome !== 'merged') return false;
    const ending = { ref: `${QUEUE}${entry.id}`, old: entry.head, next: null };
    if (await pushChanges(git, remote, isOurs ? [publication, ending] : [publication])) return true;
    await fetchQueue(git, remote);
  }
  return false;
}

async function headThere(git: Git, remote: string, { id }: QueueEntry): Promise<string | null> {
  const line = await git.line(['ls-remote', remote, `${QUEUE}${id}`]);
  return line.split('\t')[0] || null;
}
