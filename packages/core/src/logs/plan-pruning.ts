import type { GateRun } from '../gate/run-record';

/** What is known of a kept run. */
export interface KeptRun {
  readonly number: number;
  /** When it ended, or began if it did not end; milliseconds since 1970. */
  readonly at: number;
  readonly bytes: number;
  /** null: its record can't be read. */
  readonly result: GateRun['result'] | null;
  readonly isUnderWay: boolean;
  /** What it is evidence of, where that may still be asked: one text for the same base and policy. */
  readonly proves: string | null;
}

/** How much of a story's runs is kept. */
export interface LogLimits {
  readonly bytes: number;
  /** Milliseconds. */
  readonly age: number;
}

/**
 * The numbers of the runs to drop, the oldest first: those past the age, then as many as it takes to come below the size.
 * The newest run, the last that failed, the last that did not run, one that is under way and evidence are never dropped.
 */
export function planPruning(runs: readonly KeptRun[], limits: LogLimits, now: number): number[] {
  const droppable = findDroppable(runs).sort((a, b) => a.number - b.number);
  let size = runs.reduce((sum, { bytes }) => sum + bytes, 0);
  const dropped: number[] = [];
  const drop = ({ number, bytes }: KeptRun) => {
    dropped.push(number);
    size -= bytes;
  };
  const isOld = ({ at }: KeptRun) => now - at > limits.age;
  droppable.filter(isOld).forEach(drop);
  for (const run of droppable) if (!isOld(run) && size > limits.bytes) drop(run);
  return dropped.sort((a, b) => a - b);
}

function findDroppable(runs: readonly KeptRun[]): KeptRun[] {
  const seen = new Set<string>();
  return [...runs]
    .sort((a, b) => b.number - a.number)
    .filter((run, index) => {
      const reasons = reasonsToKeep(run);
      const isKept = index === 0 || run.isUnderWay || reasons.some((reason) => !seen.has(reason));
      for (const reason of reasons) seen.add(reason);
      return !isKept;
    });
}

/** What the newest run of all that have it is kept for. */
function reasonsToKeep({ result, proves }: KeptRun): string[] {
  const isRed = result === 'failed' || result === 'did-not-run';
  return [...(isRed ? [`last ${result}`] : []), ...(proves === null ? [] : [`proof ${proves}`])];
}
