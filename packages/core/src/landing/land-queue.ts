import { setTimeout as delay } from 'node:timers/promises';
import type { Emit } from '../events/events';
import { armWorktrees } from '../hooks/arm-worktree';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { batchSize } from '../queue/batch-size';
import { dequeue } from '../queue/dequeue';
import { enqueueAll } from '../queue/enqueue';
import type { QueueEntry, SoundEntry } from '../queue/queue-entry';
import { localQueue, type QueuePlace } from '../queue/queue-place';
import { readQueue } from '../queue/read-queue';
import { readResults } from '../queue/queue-view';
import { readHistory } from '../queue/read-history';
import type { QueueingRequest } from '../queue/queue-stories';
import { untriedResult } from '../queue/result';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { tryLock, withLock } from '../state/lock';
import { settleLeftovers } from './advance-trunk';
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

/** How often a process that waits for another one looks again, in milliseconds. */
const LOOK_AGAIN = 250;

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
  const queued = await enqueueAll(
    place,
    pinned.map((story) => ({ ...story, priority })),
  );
  const added = queued.filter(({ before }) => before === null).map(({ entry }) => entry);
  try {
    const wanted = queued.map(({ entry }) => entry);
    const entries = request.stories.length > 0 ? wanted : await readSound(place);
    return await landEntries(repository, entries, emit, onOutcome);
  } catch (error) {
    const shielded = { ...place, git: git.shielded() };
    for (const entry of added) await dequeue(shielded, entry);
    throw error;
  }
}

async function readSound(place: QueuePlace): Promise<SoundEntry[]> {
  return (await readQueue(place)).filter((entry) => entry.problem === null);
}

async function landEntries(
  repository: Repository,
  entries: readonly SoundEntry[],
  emit: Emit,
  onOutcome: (outcome: Outcome) => void,
): Promise<WorkEnd> {
  const { git } = repository;
  const open = new Map(entries.map((entry) => [workOf(entry), entry]));
  let told = false;
  for (;;) {
    throwIfInterrupted();
    await tellEnded(repository, open, onOutcome);
    if (open.size === 0) return null;
    const worked = await tryLock(git, 'gate', () => work(repository, open, emit, onOutcome));
    if (worked.held) {
      if (worked.value !== null || open.size === 0) return worked.value;
      continue;
    }
    if (!told) emit({ type: 'waiting', lock: 'gate', pid: worked.owner.pid });
    told = true;
    await delay(LOOK_AGAIN, undefined, { signal: interruption }).catch(throwIfInterrupted);
  }
}

/** Works the queue until none of these entries waits. */
async function work(
  repository: Repository,
  open: Map<string, SoundEntry>,
  emit: Emit,
  onOutcome: (outcome: Outcome) => void,
): Promise<WorkEnd> {
  const trunk = await requireTrunk(repository);
  await settleLeftovers(repository, trunk, emit);
  const place = localQueue(repository.git);
  const source = queueSource(place, trunk.policy.options, ({ entry, outcome, result }) => {
    const isOurs = open.delete(workOf(entry)) && outcome !== null;
    if (isOurs) onOutcome(outcome);
    else emit({ type: 'ended', story: result.story, outcome: result.outcome });
  });
  const isWanted = ({ id }: { readonly id: string }): boolean =>
    [...open.values()].some((entry) => entry.id === id);
  const most = batchSize(await readHistory(place));
  return workQueue(repository, source, { isWanted, most, upTo: 'land' }, emit);
}

/** Tells of the entries that another process ended. */
async function tellEnded(
  repository: Repository,
  open: Map<string, SoundEntry>,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const place = localQueue(repository.git);
  const waiting = new Set((await readQueue(place)).map(workOf));
  const gone = [...open].filter(([work]) => !waiting.has(work));
  if (gone.length === 0) return;
  const results = await readResults(place);
  for (const [work, { id, head }] of gone) {
    open.delete(work);
    const result = results.get(id);
    const known =
      result?.head === head ? result : untriedResult(id, head, 'it was taken off the queue');
    onOutcome(await outcomeOfResult(repository, known));
  }
}

/** What an entry asks for, whatever place it is given meanwhile. */
function workOf({ id, head }: QueueEntry): string {
  return `${id} ${head ?? ''}`;
}
