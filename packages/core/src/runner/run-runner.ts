import { setTimeout as delay } from 'node:timers/promises';
import { findStorageTrouble } from '../errors/storage-trouble';
import type { Emit } from '../events/events';
import { GitFailed } from '../git/git-failed';
import { requireSigningKey } from '../ledger/signing-key';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { readPause } from '../queue/pause';
import { fetchQueue } from '../queue/queue-place';
import { readQueue } from '../queue/read-queue';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import type { Halt, WorkEnd } from '../landing/work-queue';
import type { EndedEntry } from '../landing/queue-source';
import { runQueue } from './run-queue';
import { requireRunnerClone, type RunnerPlace } from './runner-clone';

/** How a runner works. */
export interface RunnerRequest extends RunnerPlace {
  /** Seconds between two looks at the queue; null: one look, then the end. */
  readonly interval: number | null;
}

/** Makes the runner's clone and tells the public key it attests with. */
export async function readRunnerKey(place: RunnerPlace, emit: Emit): Promise<string> {
  const { git, layout } = await requireRunnerClone(place, emit);
  return (await requireSigningKey(git, layout)).publicKey;
}

/** Who is told what a runner does. */
export interface RunnerListener {
  /** An entry ended. */
  readonly onEnd: (ended: EndedEntry) => void;
  /** Nothing lands until trunk or the queue is another; told once. */
  readonly onHalt: (halt: Halt) => void;
}

/** Lands what people queue, until it is told to stop; with no interval, what is queued now. */
export async function runRunner(
  request: RunnerRequest,
  emit: Emit,
  listener: RunnerListener,
): Promise<void> {
  const { interval } = request;
  let halted: Round | null = null;
  for (;;) {
    throwIfInterrupted();
    try {
      const round: Round = await runRound(request, halted, emit, listener.onEnd);
      if (round.end !== null && round !== halted) listener.onHalt(round.end);
      if (interval === null) return;
      halted = round.end === null ? null : round;
    } catch (error) {
      const failure = findStorageTrouble(error) ?? (error instanceof GitFailed ? error : null);
      if (interval === null || failure === null) throw error;
      emit({ type: 'warning', code: failure.code, message: failure.message });
    }
    await delay(interval * 1000, undefined, { signal: interruption }).catch(throwIfInterrupted);
  }
}

/** How a round ended, and what it was about: trunk's tip and what was queued then. */
interface Round {
  readonly end: WorkEnd;
  readonly about: string;
}

/**
 * The clone is brought to trunk's tip before each round, since trunk says how stories are gated. What halted is not
 * tried again while neither trunk nor the queue is another.
 */
async function runRound(
  place: RunnerPlace,
  halted: Round | null,
  emit: Emit,
  onEnd: (ended: EndedEntry) => void,
): Promise<Round> {
  const repository = await requireRunnerClone(place, emit);
  const { remote } = await requireTrunk(repository);
  if (remote === null) return { end: null, about: '' };
  const about = await readSubject(repository, remote);
  if (about === halted?.about) return halted;
  const end = await runQueue(repository, remote, emit, onEnd);
  return { end, about: end === null ? about : await readSubject(repository, remote) };
}

async function readSubject(repository: Repository, remote: string): Promise<string> {
  const place = { git: repository.git, remote };
  await fetchQueue(place);
  const { commit } = await requireTrunk(repository);
  const entries = await readQueue(place);
  return JSON.stringify([commit, entries.map(({ object }) => object), await readPause(place)]);
}
