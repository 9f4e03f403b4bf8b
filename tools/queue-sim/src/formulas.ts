import { CONTENDERS, fixedWindow } from './contenders';
import { measure } from './measure';
import type { Setup } from './simulate';
import type { Circumstances } from './workload';

/** Gate runs for each resolved story by a published formula, for a failure rate p. */
type Formula = (p: number) => number;

/** A formula, and the rule that it speaks of. */
interface Known {
  readonly text: string;
  readonly formula: Formula;
  readonly setup: Setup;
}

const KNOWN: Readonly<Record<string, Known>> = {
  'one by one': { text: '1', formula: () => 1, setup: CONTENDERS['one by one'] },
  'batch of 8, then singles': {
    text: '1/b + 1 − (1−p)^b',
    formula: (p) => 1 / 8 + 1 - (1 - p) ** 8,
    setup: CONTENDERS['batch, then singles'],
  },
  'batch of 8 and halve': {
    text: 'T(b)/b, T(b) = 1 + 2·T(b/2) − 2·(1−p)^b, T(1) = 1',
    formula: (p) => halved(8, p) / 8,
    setup: CONTENDERS['batch and halve'],
  },
  'prefixes, always 20 ahead on 20 machines': {
    text: 'w·p / (1 − (1−p)^w)',
    formula: (p) => (20 * p) / (1 - (1 - p) ** 20),
    setup: fixedWindow(20),
  },
};

/** A simulated count beside the one that a formula gives. */
export interface Check {
  readonly rule: string;
  readonly text: string;
  /** The failure rate asked for, as a percentage. */
  readonly failures: number;
  readonly simulated: number;
  /** By the formula, for the share of stories that did fail: the random numbers never give exactly what is asked for. */
  readonly computed: number;
}

/** The formulas' world: stories that all affect the same single project, all there from the start. */
const WORLD: Omit<Circumstances, 'failures' | 'stories'> = {
  flakes: 0,
  conflicts: 0,
  clashes: 0,
  mended: 0,
  arrivals: 'burst',
  touch: 'same',
};

/** Holds the simulator against the formulas, with so many queues of so many stories. */
export function checkFormulas(queues: number, stories: number): Check[] {
  return Object.entries(KNOWN).flatMap(([rule, { text, formula, setup }]) =>
    [2, 5, 10, 20].map((failures) => {
      const measures = measure(setup, { ...WORLD, stories, failures }, queues);
      const { runsPerResolved: simulated, rejected } = measures;
      return { rule, text, failures, simulated, computed: formula(rejected) };
    }),
  );
}

/** How far a simulated count is off, as a share of the computed one. */
export function deviationOf({ simulated, computed }: Check): number {
  return Math.abs(simulated / computed - 1);
}

function halved(size: number, p: number): number {
  return size === 1 ? 1 : 1 + 2 * halved(size / 2, p) - 2 * (1 - p) ** size;
}
