import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_CONTENDERS, CONTENDERS, type Contender } from './contenders';
import { EXPERIMENTS, tryContenders } from './experiments';
import { checkFormulas, deviationOf } from './formulas';
import { renderWhole } from './page/table';
import { simulate } from './simulate';
import type { Circumstances } from './workload';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'queue-simulation.md');

/** Everything that can go wrong, often. */
const ROUGH: Circumstances = {
  stories: 60,
  failures: 20,
  flakes: 5,
  conflicts: 5,
  clashes: 5,
  mended: 30,
  arrivals: { load: 1.5 },
  touch: 'mixed',
};

it('counts as many gate runs as the published formulas', () => {
  for (const check of checkFormulas(4, 250)) {
    expect({ ...check, isClose: deviationOf(check) < 0.12 }).toMatchObject({ isClose: true });
  }
});

describe.each(ALL_CONTENDERS)('%s', (contender) => {
  const setup = CONTENDERS[contender];

  it('ends every story once, and the same way for the same seed', () => {
    const { ends, ...tally } = simulate(setup, ROUGH, 3);
    expect(ends.map(({ story }) => story.number).sort((a, b) => a - b)).toEqual([
      ...Array(ROUGH.stories).keys(),
    ]);
    expect(simulate(setup, { ...ROUGH }, 3)).toEqual({ ends, ...tally });
    expect(simulate(setup, ROUGH, 4)).not.toEqual({ ends, ...tally });
  });
});

it('sees red commits on trunk inside a batch, and none where each commit is gated', () => {
  const count = (contender: Contender): number =>
    [1, 2, 3, 4, 5].reduce(
      (sum, seed) => sum + simulate(CONTENDERS[contender], ROUGH, seed).redCommits,
      0,
    );
  const [batches, others] = [true, false].map((isBatch) =>
    ALL_CONTENDERS.filter((contender) => contender.includes('batch') === isBatch),
  );
  expect(others?.map(count)).toEqual(others?.map(() => 0));
  expect(Math.max(...(batches?.map(count) ?? []))).toBeGreaterThan(0);
});

it('is what docs/queue-simulation.md tells of a burst (else: npm run bench -- queue-sim --write)', () => {
  expect(readFileSync(PAGE, 'utf8')).toContain(renderWhole(tryContenders(EXPERIMENTS.eight)));
});
