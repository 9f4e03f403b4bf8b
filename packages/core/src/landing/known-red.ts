import { redKey } from '../gate/retry';
import type { GateRun } from '../gate/run-record';

/** What is kept of a run that was made for a landing. */
interface Kept {
  readonly governed: { readonly run: { readonly run: Pick<GateRun, 'tasks'> } };
}

/** What failed in these runs, retries included, by task and inputs: to run it again would tell nothing. */
export function findKnownRed(runs: readonly Kept[]): Set<string> {
  return new Set(runs.flatMap((run) => keysOf(run, 'failed')));
}

/**
 * The runs that a newer one leaves standing. What failed in another run, and passed now with the same inputs, is flaky, so
 * that run blames nobody any more.
 */
export function withoutRefuted<T extends Kept>(runs: readonly T[], newer: T): T[] {
  const passed = new Set(keysOf(newer, 'passed'));
  return runs.filter((run) => !keysOf(run, 'failed').some((key) => passed.has(key)));
}

function keysOf({ governed }: Kept, wanted: 'passed' | 'failed'): string[] {
  const { tasks } = governed.run.run;
  return tasks.flatMap((task) => (task.result === wanted ? (redKey(task) ?? []) : []));
}
