import { batchSize } from '@storygate/core/queue/batch-size';
import type { Setup } from './simulate';
import { batchAndHalve } from './strategies/batch-and-halve';
import { batchThenSingles } from './strategies/batch-then-singles';
import { serial } from './strategies/serial';
import { Speculation, ZUUL } from './strategies/speculative';
import { storygate, type StorygateOptions } from './strategies/storygate';

/** The batches of the rules that don't say how large theirs are. */
const BATCH = 8;

/** A failed task decides. */
const DECIDES = { retries: 0 };
/** A failed task is run twice more, then on trunk. */
const PROVEN = { retries: 2 };

const storygateWith = (verify: StorygateOptions['verify']): Setup => ({
  strategy: () => storygate({ verify, size: batchSize }),
  flakes: PROVEN,
});

/** The rules that are held against each other, by the name that the tables have. */
export const CONTENDERS = {
  'one by one': { strategy: serial, flakes: DECIDES },
  'one by one, flakes proven': { strategy: serial, flakes: PROVEN },
  'batch, then singles': { strategy: () => batchThenSingles(BATCH), flakes: DECIDES },
  'batch and halve': { strategy: () => batchAndHalve(BATCH), flakes: DECIDES },
  'prefixes, 1 machine': {
    speculation: () => new Speculation(ZUUL),
    machines: 1,
    flakes: DECIDES,
  },
  'prefixes, 4 machines': {
    speculation: () => new Speculation(ZUUL),
    machines: 4,
    flakes: DECIDES,
  },
  'Storygate, every commit': storygateWith('every-commit'),
  'Storygate, batch tip': storygateWith('batch-tip'),
} as const satisfies Record<string, Setup>;

/** A rule's name in the tables. */
export type Contender = keyof typeof CONTENDERS;

/** All of them, in the order of the tables. */
export const ALL_CONTENDERS = Object.keys(CONTENDERS) as Contender[];

/** A queue that speculates as far as the formula does: always so many stories, each on a machine of its own. */
export function fixedWindow(size: number): Setup {
  const window = { start: size, landed: () => size, ejected: () => size };
  return { speculation: () => new Speculation(window), machines: size, flakes: DECIDES };
}

/** Storygate with batches of one size, or by another rule. */
export function storygateBySize(size: StorygateOptions['size']): Setup {
  return { strategy: () => storygate({ verify: 'batch-tip', size }), flakes: PROVEN };
}
