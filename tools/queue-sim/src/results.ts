import { EXPERIMENTS, tryContenders, trySizes, type Outcome } from './experiments';
import { checkFormulas, type Check } from './formulas';
import { tryAll, type GridRow } from './grid';

/** A question that the page asks. */
export type Question = keyof typeof EXPERIMENTS;

/** All that the page tells. */
export interface Results {
  readonly checks: readonly Check[];
  readonly outcomes: Readonly<Record<Question, Outcome>>;
  readonly sizes: Outcome;
  readonly grid: readonly GridRow[];
}

/** Simulates everything: most of a minute. */
export function simulateAll(): Results {
  return {
    checks: checkFormulas(5, 1000),
    outcomes: {
      failures: tryContenders(EXPERIMENTS.failures),
      flakes: tryContenders(EXPERIMENTS.flakes),
      conflicts: tryContenders(EXPERIMENTS.conflicts),
      arrivals: tryContenders(EXPERIMENTS.arrivals),
      touch: tryContenders(EXPERIMENTS.touch),
      burst: tryContenders(EXPERIMENTS.burst),
      eight: tryContenders(EXPERIMENTS.eight),
      together: tryContenders(EXPERIMENTS.together),
    },
    sizes: trySizes(),
    grid: tryAll(),
  };
}
