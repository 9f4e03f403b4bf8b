import { simulate, type Setup } from './simulate';
import type { Circumstances } from './workload';

/** What is measured of a rule, over several queues of the same kind. */
export interface Measures {
  /** Gate runs for each landed story. */
  readonly runs: number;
  /** Seconds of machine time for each landed story. */
  readonly seconds: number;
  /** Minutes from a landed story's arrival to its landing: of the median story, and of the slowest in ten. */
  readonly wait: number;
  readonly longWait: number;
  /** Of a thousand stories, how many were sent back though nothing is wrong with them. */
  readonly innocents: number;
  /** Red commits that came onto trunk. */
  readonly redCommits: number;
  /** Gate runs for each story that landed or was sent back, as the published formulas count. */
  readonly runsPerResolved: number;
  /** Of the stories that landed or were sent back, the share that was sent back. */
  readonly rejected: number;
}

/** Simulates queues with the seeds 1, 2, … and measures all of them together. */
export function measure(setup: Setup, given: Circumstances, queues: number): Measures {
  const tallies = Array.from({ length: queues }, (_, index) => simulate(setup, given, index + 1));
  const ends = tallies.flatMap((tally) => tally.ends);
  const landed = ends.filter(({ how }) => how === 'landed');
  const resolved = ends.filter(({ how }) => how !== 'conflicted');
  const innocents = ends.filter(({ how }) => how === 'ejected-innocent');
  const waits = landed.map(({ at, story }) => at - story.arrives).sort((a, b) => a - b);
  const sum = (one: (tally: (typeof tallies)[number]) => number) =>
    tallies.reduce((total, tally) => total + one(tally), 0);
  const runs = sum((tally) => tally.runs);
  return {
    runs: runs / landed.length,
    seconds: sum((tally) => tally.seconds) / landed.length,
    wait: quantile(waits, 0.5) / 60,
    longWait: quantile(waits, 0.9) / 60,
    innocents: (1000 * innocents.length) / ends.length,
    redCommits: sum((tally) => tally.redCommits),
    runsPerResolved: runs / resolved.length,
    rejected: 1 - landed.length / resolved.length,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
