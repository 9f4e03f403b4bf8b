import type { Emit } from '../events/events';
import type { Git } from '../git/git';
import type { QueueSource } from '../landing/queue-source';
import { workQueue, type WorkEnd } from '../landing/work-queue';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';
import { publishResult } from './publish-result';
import { fetchQueue, readQueue, type QueueEntry } from './queue';
import { resultOf, type Result } from './result';

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
): Promise<WorkEnd> {
  const source = remoteSource(repository.git.shielded(), remote, onEnd);
  const work = { isWanted: () => true, most: 8, upTo: 'land' } as const;
  return withLock(repository.git, 'gate', emit, () =>
    workQueue(repository, source, work, emit, () => undefined),
  );
}

/** A remote's queue: an entry that ends is published; one that only lost races stays, for another round. */
function remoteSource(git: Git, remote: string, onEnd: (ended: EndedEntry) => void): QueueSource {
  const tried = new Set<string>();
  let entries: QueueEntry[] = [];
  const isNew = ({ id, head }: QueueEntry): boolean => !tried.has(`${id} ${head}`);
  return {
    read: async () => {
      await fetchQueue(git, remote);
      entries = (await readQueue(git, remote)).filter(isNew);
      return entries.map(({ id, head, isCommit }) => ({
        id,
        head,
        strategy: null,
        problem: isCommit ? null : 'what is queued is no commit',
      }));
    },
    end: async ({ id, head }, outcome) => {
      const entry = entries.find((one) => one.id === id && one.head === head);
      tried.add(`${id} ${head}`);
      if (entry === undefined || outcome.outcome === 'trunk-moved') return;
      const result = resultOf(outcome, new Date());
      const published = await publishResult(git, remote, entry, { result, run: outcome.run });
      onEnd({ entry, result, published });
    },
  };
}
