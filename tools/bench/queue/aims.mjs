// What the merge queue is held to.
import { round } from './report.mjs';

const FLOOR = 'floor';
const LOOP = 'loop, own cache';

/** Each aim: in which burst, which way, what is compared, and what it may be at most. */
const AIMS = {
  'disjoint: of the floor': ['disjoint', 'every-commit', times(FLOOR), 1.25],
  'disjoint: outside of Nx, %': ['disjoint', 'every-commit', outsideOfNx, 5],
  'one red of eight: of the floor': ['red', 'every-commit', times(FLOOR), 2],
  'overlapping, batch-tip: of the loop': ['overlapping', 'batch-tip', times(LOOP), 0.35],
  'overlapping, every-commit: of the loop': ['overlapping', 'every-commit', times(LOOP), 1],
  'proven ahead: seconds a story': ['disjoint', 'proven ahead', eachStory, 1.5],
  'proven one by one: seconds a story': ['disjoint', 'proven one by one', eachStory, 1.5],
};

/** The aims that the measured bursts speak of, by name. A way that landed the wrong stories reaches none. */
export function judgeAims(figures) {
  const judged = {};
  for (const [name, [burst, way, figure, most]] of Object.entries(AIMS)) {
    const run = figures[burst]?.[way];
    if (run === undefined) continue;
    const value = figure(run, figures[burst]);
    judged[name] = {
      value: round(value, 2),
      aim: `≤ ${most}`,
      reached: run.right && value <= most,
    };
  }
  return judged;
}

function times(other) {
  return (run, burst) => run.total / burst[other].total;
}

function outsideOfNx({ total, suites, nx }) {
  return ((total - suites - nx) / total) * 100;
}

function eachStory({ total, stories }) {
  return total / stories;
}
