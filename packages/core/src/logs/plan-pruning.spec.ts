import fc from 'fast-check';
import { planPruning, type KeptRun } from './plan-pruning';

const DAY = 24 * 60 * 60 * 1000;
const NOW = 100 * DAY;
const LIMITS = { bytes: 100, age: 30 * DAY };

/** A green run of a day ago with nothing special. */
const run = (number: number, facts: Partial<KeptRun> = {}): KeptRun => ({
  number,
  at: NOW - DAY,
  bytes: 10,
  result: 'passed',
  isUnderWay: false,
  proves: null,
  ...facts,
});
const OLD = { at: NOW - 31 * DAY };
const plan = (...runs: KeptRun[]) => planPruning(runs, LIMITS, NOW);

describe('planPruning', () => {
  it('drops nothing within the limits', () => {
    expect(plan()).toEqual([]);
    expect(plan(...Array.from({ length: 10 }, (_, index) => run(index + 1)))).toEqual([]);
  });

  it('drops what is too old, and of what is too much the oldest', () => {
    expect(plan(run(3), run(1, OLD), run(2, OLD))).toEqual([1, 2]);
    expect(
      plan(run(1), run(2, { bytes: 50 }), run(3, { bytes: 20 }), run(4, { bytes: 60 })),
    ).toEqual([1, 2]);
  });

  it('counts what age drops before it looks at the size', () => {
    expect(plan(run(1, { ...OLD, bytes: 60 }), run(2, { bytes: 50 }), run(3))).toEqual([1]);
  });

  it.each([
    ['failed', { result: 'failed' }],
    ['did not run', { result: 'did-not-run' }],
    ['is evidence', { proves: 'base policy' }],
  ] as const)('keeps the last that %s, however old and big', (_, facts) => {
    const big = { ...OLD, ...facts, bytes: 1000 };
    expect(plan(run(1, big), run(2, big), run(3, OLD), run(4))).toEqual([1, 3]);
  });

  it('keeps every run that is under way, and evidence of each base and policy', () => {
    const going = { ...OLD, result: 'running', isUnderWay: true } as const;
    expect(plan(run(1, going), run(2, going), run(3))).toEqual([]);
    expect(plan(run(1, { ...OLD, proves: 'a' }), run(2, { ...OLD, proves: 'b' }), run(3))).toEqual(
      [],
    );
  });

  it('drops a run whose process died, and one without a record', () => {
    expect(
      plan(run(1, { ...OLD, result: 'running' }), run(2, { ...OLD, result: null }), run(3)),
    ).toEqual([1, 2]);
  });

  it('never drops the newest, the last failure or what is under way; planned again, nothing more goes', () => {
    const anyRun = fc.record({
      at: fc.integer({ min: 0, max: NOW }),
      bytes: fc.nat(60),
      result: fc.constantFrom('running', 'passed', 'failed', 'did-not-run', null),
      isUnderWay: fc.boolean(),
      proves: fc.constantFrom(null, 'a', 'b'),
    } as const);
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 20 }), (facts) => {
        const runs = facts.map((one, index) => ({ number: index + 1, ...one }));
        const dropped = new Set(planPruning(runs, LIMITS, NOW));
        const kept = runs.filter(({ number }) => !dropped.has(number));
        const lastFailed = runs.filter(({ result }) => result === 'failed').at(-1);
        expect(kept.at(-1)).toEqual(runs.at(-1));
        if (lastFailed !== undefined) expect(kept).toContain(lastFailed);
        expect(kept).toEqual(expect.arrayContaining(runs.filter(({ isUnderWay }) => isUnderWay)));
        expect(planPruning(kept, LIMITS, NOW)).toEqual([]);
      }),
    );
  });
});
