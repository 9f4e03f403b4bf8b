import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors/messages';
import type { Emit } from '../events/events';
import { GitFailed } from '../git/git-failed';
import { requireSigningKey } from '../ledger/signing-key';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { requireTrunk } from '../repository/trunk';
import type { WorkEnd } from '../landing/work-queue';
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

/** Lands what people queue, until it is told to stop; with no interval, what is queued now. */
export async function runRunner(
  request: RunnerRequest,
  emit: Emit,
  onEnd: (ended: EndedEntry) => void,
): Promise<void> {
  const { interval } = request;
  if (interval === null) {
    await runRound(request, emit, onEnd);
    return;
  }
  for (;;) {
    throwIfInterrupted();
    try {
      await runRound(request, emit, onEnd);
    } catch (error) {
      if (!(error instanceof GitFailed)) throw error;
      emit({ type: 'warning', code: error.code, message: messageOf(error) });
    }
    await delay(interval * 1000, undefined, { signal: interruption }).catch(throwIfInterrupted);
  }
}

/** The clone is brought to trunk's tip before each round, since trunk says how stories are gated. */
async function runRound(
  place: RunnerPlace,
  emit: Emit,
  onEnd: (ended: EndedEntry) => void,
): Promise<WorkEnd> {
  const repository = await requireRunnerClone(place, emit);
  const { remote } = await requireTrunk(repository);
  return remote === null ? null : runQueue(repository, remote, emit, onEnd);
}
