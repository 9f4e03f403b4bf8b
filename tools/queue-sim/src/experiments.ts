import { ALL_CONTENDERS, CONTENDERS, storygateBySize, type Contender } from './contenders';
import { batchSize } from '@storygate/core/queue/batch-size';
import { measure, type Measures } from './measure';
import type { Circumstances } from './workload';

/** One column of a table: a kind of queue, and how many of it are simulated. */
interface Column {
  readonly name: string;
  readonly given: Circumstances;
  readonly queues: number;
}

/** What each rule came to in each column. */
export interface Outcome {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly Measures[] }[];
}

/** A stream that comes a fifth faster than one by one can land it, on a middling day. */
const USUAL: Circumstances = {
  stories: 300,
  failures: 5,
  flakes: 1,
  conflicts: 3,
  clashes: 0,
  mended: 0,
  arrivals: { load: 1.2 },
  touch: 'mixed',
};
const QUEUES = 10;

const vary = <K extends keyof Circumstances>(
  key: K,
  values: readonly Circumstances[K][],
  name: (value: Circumstances[K]) => string,
): Column[] =>
  values.map((value) => ({
    name: name(value),
    given: { ...USUAL, [key]: value },
    queues: QUEUES,
  }));

const percent = (value: number) => `${value} %`;

/** The questions that the page asks, by what varies. */
export const EXPERIMENTS = {
  failures: vary('failures', [2, 5, 10, 20], percent),
  flakes: vary('flakes', [0, 1, 5], percent),
  conflicts: vary('conflicts', [0, 3, 5], percent),
  arrivals: vary('arrivals', [{ load: 0.8 }, { load: 1.2 }, { load: 1.5 }, 'burst'], (value) =>
    value === 'burst' ? 'all at once' : `load ${value.load}`,
  ),
  touch: vary('touch', ['apps', 'mixed', 'core'], (value) => value),
  burst: [1, 8, 64, 1000].map((stories) => ({
    name: stories === 1 ? '1 story' : `${stories} stories`,
    given: { ...USUAL, stories, arrivals: 'burst' as const },
    queues: Math.max(2, Math.round(800 / stories)),
  })),
  eight: [{ name: '8 stories', given: { ...USUAL, stories: 8, arrivals: 'burst' }, queues: 100 }],
  together: [
    { name: 'usual', given: { ...USUAL, failures: 10 }, queues: QUEUES },
    { name: '2 % red together', given: { ...USUAL, failures: 10, clashes: 2 }, queues: QUEUES },
    { name: '20 % mended', given: { ...USUAL, failures: 10, mended: 20 }, queues: QUEUES },
  ],
} as const satisfies Record<string, readonly Column[]>;

/** Simulates every rule in every column of a table. */
export function tryContenders(columns: readonly Column[]): Outcome {
  return {
    columns: columns.map(({ name }) => name),
    rows: ALL_CONTENDERS.map((name: Contender) => ({
      name,
      cells: columns.map(({ given, queues }) => measure(CONTENDERS[name], given, queues)),
    })),
  };
}

type SizeRule = Parameters<typeof storygateBySize>[0];

/** Batch sizes for `batch-tip`: fixed ones, and two that adapt to the failure rate seen. */
const SIZES: Readonly<Record<string, SizeRule>> = {
  ...Object.fromEntries(
    [1, 2, 3, 4, 6, 8, 12, 16, 24, 32].map((size) => [String(size), () => size]),
  ),
  '1/√p, at most 16': ({ landed, ejected }) => {
    const rate = (ejected + 1 / 8) / (landed + ejected + 8);
    return Math.max(1, Math.min(16, Math.ceil(1 / Math.sqrt(rate))));
  },
  'ln 2 / p, at most 16 (chosen)': batchSize,
};

/** Simulates `batch-tip` with different batch sizes, with all stories there from the start. */
export function trySizes(): Outcome {
  const columns = vary('failures', [2, 5, 10, 20], percent);
  return {
    columns: columns.map(({ name }) => name),
    rows: Object.entries(SIZES).map(([name, size]) => ({
      name,
      cells: columns.map(({ given, queues }) =>
        measure(storygateBySize(size), { ...given, arrivals: 'burst' }, queues),
      ),
    })),
  };
}
