import fc from 'fast-check';
import { batchSize, countLandings, MOST_IN_BATCH } from './batch-size';
import { untriedResult, type Result } from './result';

it.each([
  [0, 0, 8],
  [50, 0, 16],
  [19, 1, 12],
  [45, 5, 7],
  [40, 10, 4],
  [30, 20, 2],
  [10, 40, 1],
])('takes, when %i stories landed and %i were sent back, %i at once', (landed, ejected, size) => {
  expect(batchSize({ landed, ejected })).toBe(size);
});

it('stays within its bounds, and never grows with what was sent back', () => {
  const count = fc.nat(10_000);
  fc.assert(
    fc.property(count, count, fc.integer({ min: 1, max: 64 }), (landed, ejected, most) => {
      const size = batchSize({ landed, ejected }, most);
      expect(size).toBeGreaterThanOrEqual(1);
      expect(size).toBeLessThanOrEqual(most);
      expect(batchSize({ landed, ejected: ejected + 1 }, most)).toBeLessThanOrEqual(size);
      expect(batchSize({ landed, ejected })).toBeLessThanOrEqual(MOST_IN_BATCH);
    }),
  );
});

it('counts the newest landings that a gate decided', () => {
  const ended = (outcome: Result['outcome'], day: number): Result => ({
    ...untriedResult('login', '1'.repeat(40), 'because'),
    outcome,
    at: new Date(Date.UTC(2026, 0, day)).toISOString(),
  });
  expect(
    countLandings([
      ended('merged', 3),
      ended('gate-failed', 1),
      ended('conflicted', 2),
      ended('did-not-run', 2),
      ended('checks-failed', 4),
    ]),
  ).toEqual({ landed: 1, ejected: 1 });
  const old = Array.from({ length: 60 }, (_, day) => ended('gate-failed', -day));
  const recent = Array.from({ length: 49 }, (_, day) => ended('merged', day + 1));
  expect(countLandings([...old, ...recent])).toEqual({ landed: 49, ejected: 1 });
  expect(countLandings([])).toEqual({ landed: 0, ejected: 0 });
});
