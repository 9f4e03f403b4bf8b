import type { Emit } from '../events/events';
import { queueSource, type EndedEntry } from '../landing/queue-source';
import { workQueue, type WorkEnd } from '../landing/work-queue';
import { batchSize } from '../queue/batch-size';
import { fetchQueue } from '../queue/queue-place';
import { readHistory } from '../queue/read-history';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { withLock } from '../state/lock';

/*
 * A runner's round. Invariants:
 * - an entry leaves the queue only with its result, in one push; so a runner that is killed leaves it queued, and the
 *   next round, or another runner, goes on with it;
 * - an entry ends after one round, whatever is wrong with it, unless trunk moved all the time, the remote is away, or
 *   something about trunk itself halts landing;
 * - a result that happened is published even when the runner is told to stop.
 */

/** Lands what is queued on a remote now; tells of each entry as it ends. */
export async function runQueue(
  repository: Repository,
  remote: string,
  emit: Emit,
  onEnd: (ended: EndedEntry) => void,
): Promise<WorkEnd> {
  const { options } = (await requireTrunk(repository)).policy;
  const place = { git: repository.git, remote };
  const source = queueSource(place, options, onEnd);
  return withLock(repository.git, 'gate', emit, async () => {
    await fetchQueue(place);
    const most = batchSize(await readHistory(place));
    return workQueue(repository, source, { isWanted: () => true, most, upTo: 'land' }, emit);
  });
}
