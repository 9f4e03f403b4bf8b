import { setTimeout as delay } from 'node:timers/promises';
import type { Emit } from '../events/events';
import type { Git } from '../git/git';
import { armWorktrees } from '../hooks/arm-worktree';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { hasEnded, type ProcessIdentity } from '../process/process-identity';
import { batchSize } from '../queue/batch-size';
import { dequeue } from '../queue/dequeue';
import { enqueue } from '../queue/enqueue';
import type { QueueEntry } from '../queue/queue-entry';
import { localQueue, QUEUE } from '../queue/queue-place';
import { readQueue } from '../queue/read-queue';
import { readResults } from '../queue/queue-view';
import { readHistory } from '../queue/read-history';
import type { QueueingRequest } from '../queue/queue-stories';
import { untriedResult, type Result } from '../queue/result';
import { isStoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { lockRef, tryLock, withLock } from '../state/lock';
import { settleLeftovers } from './advance-trunk';
import { keepHalt } from './kept-halt';
import { pinStories } from './land-stories';
import { outcomeOfResult } from './outcome-of-result';
import type { Outcome } from './outcome';
import { queueSource } from './queue-source';
import { workQueue, type WorkEnd } from './work-queue';

/*
 * Stories are queued first, and then worked by whichever process gets the `gate` lock; the others wait until theirs have
 * ended, or the lock is free. Invariants:
 * - an entry is worked by any process, so one whose owner was killed is never stuck;
 * - who is interrupted takes what it queued itself off again; what was queued before stays.
 */

/** How soon a process that waits for another one looks again, in milliseconds: first, and after it waited long. */
const LOOK_AGAIN = { first: 250, last: 1_000 };

/** Queues stories in this repository and lands them; with none named, lands all that is queued. */
export async function landStories(
  repository: Repository,
  request: QueueingRequest,
  emit: Emit,
  onOutcome: (outcome: Outcome) => void,
): Promise<WorkEnd> {
  const { git } = repository;
  const place = localQueue(git);
  const pinned = await pinStories(repository, request, emit);
  await withLock(git, 'stories', emit, () => armWorktrees(repository));
  const { priority } = request;
  const queued = await enqueue(
    place,
    pinned.map((story) => ({ ...story, priority })),
  );
  const added = queued.filter(({ before }) => before === null).map(({ entry }) => entry);
  try {
    const wanted = queued.map(({ entry }) => entry);
    // With none named also what can't be tried: it ends, and says why.
    const entries = request.stories.length > 0 ? wanted : await readQueue(place);
    return await landEntries(repository, entries, emit, onOutcome);
  } catch (error) {
    const shielded = { ...place, git: git.shielded() };
    for (const entry of added) await dequeue(shielded, entry);
    throw error;
  }
}

async function landEntries(
  repository: Repository,
  entries: readonly QueueEntry[],
  emit: Emit,
  onOutcome: (outcome: Outcome) => void,
): Promise<WorkEnd> {
  const { git } = repository;
  const open = new Map(entries.map((entry) => [workOf(entry), entry]));
  let told = false;
  for (;;) {
    throwIfInterrupted();
    const seen = await look(git);
    await tellEnded(repository, open, onOutcome);
    if (open.size === 0) return null;
    const worked = await tryLock(git, 'gate', () => work(repository, open, emit, onOutcome));
    if (worked.held) {
      if (worked.value !== null || open.size === 0) return worked.value;
      continue;
    }
    if (!told) emit({ type: 'waiting', lock: 'gate', pid: worked.owner.pid });
    told = true;
    await untilOtherwise(git, seen, worked.owner);
  }
}

/** The queue's entries and who works them, in one git process. */
function look(git: Git): Promise<string> {
  const format = '--format=%(objectname) %(refname)';
  return git.run(['for-each-ref', format, QUEUE, lockRef('gate')]);
}

/** Waits until the queue is not what was seen, or whoever works it has ended. */
async function untilOtherwise(git: Git, seen: string, owner: ProcessIdentity): Promise<void> {
  for (let pause = LOOK_AGAIN.first; ; pause = Math.min(pause * 1.2, LOOK_AGAIN.last)) {
    await delay(pause, undefined, { signal: interruption }).catch(throwIfInterrupted);
    if (hasEnded(owner) || (await look(git)) !== seen) return;
  }
}

/** Works the queue until none of these entries waits. */
async function work(
  repository: Repository,
  open: Map<string, QueueEntry>,
  emit: Emit,
  onOutcome: (outcome: Outcome) => void,
): Promise<WorkEnd> {
  const trunk = await requireTrunk(repository);
  await settleLeftovers(repository, trunk, emit);
  const place = localQueue(repository.git);
  const untried: Result[] = [];
  const source = queueSource(place, trunk.policy.options, ({ entry, outcome, result }) => {
    if (!open.delete(workOf(entry)))
      emit({ type: 'ended', story: result.story, outcome: result.outcome });
    else if (outcome === null) untried.push(result);
    else onOutcome(outcome);
  });
  const isWanted = ({ id }: { readonly id: string }): boolean =>
    [...open.values()].some((entry) => entry.id === id);
  const most = batchSize(await readHistory(place));
  const end = await workQueue(repository, source, { isWanted, most, upTo: 'land' }, emit);
  await keepHalt(repository.layout, (await requireTrunk(repository)).commit, end);
  await tell(repository, untried, onOutcome);
  return end;
}

/** Tells of the entries that another process ended. */
async function tellEnded(
  repository: Repository,
  open: Map<string, QueueEntry>,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const place = localQueue(repository.git);
  const waiting = new Set((await readQueue(place)).map(workOf));
  const gone = [...open].filter(([work]) => !waiting.has(work));
  if (gone.length === 0) return;
  const kept = await readResults(place);
  const results = gone.map(([work, { id, head, object }]) => {
    open.delete(work);
    const [pinned, result] = [head ?? object, kept.get(id)];
    return result?.head === pinned
      ? result
      : untriedResult(id, pinned, 'it was taken off the queue');
  });
  await tell(repository, results, onOutcome);
}

/** A name that is no story's has no outcome. */
async function tell(
  repository: Repository,
  results: readonly Result[],
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  for (const result of results) {
    if (isStoryId(result.story)) onOutcome(await outcomeOfResult(repository, result));
  }
}

/** What an entry asks for, whatever place it is given meanwhile. */
function workOf({ id, head }: QueueEntry): string {
  return `${id} ${head ?? ''}`;
}
