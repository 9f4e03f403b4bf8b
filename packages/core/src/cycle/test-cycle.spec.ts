import fc from 'fast-check';
import { noteRun, summarizeTests, type SeenTest, type TestRun } from './test-cycle';

type Result = 'passed' | 'failed';
type Task = TestRun['tasks'][number];

const task = (name: string, result: Result): Task => {
  const [root = '', target = ''] = name.split(':');
  return { root, target, result };
};

/** Run number n: what is in the story's work, and how each task ended, as in `cart:test failed`. */
function seen(...runs: [paths: string, tasks: string][]): SeenTest[] {
  return runs.reduce<SeenTest[]>((known, [paths, tasks], at) => {
    const mark = { commit: `c${at + 1}`, committed: true, at: `2026-01-0${at + 1}`, run: at + 1 };
    return noteRun(known, {
      paths: paths.split(' ').filter((path) => path !== ''),
      tasks: tasks
        .split(', ')
        .filter((text) => text !== '')
        .map((text) => task(text.split(' ')[0]!, text.split(' ')[1] as Result)),
      gateTarget: 'gate',
      mark,
    });
  }, []);
}

/** `red at 1, green at 2`, in the numbers of runs. */
function told(...runs: [paths: string, tasks: string][]): object | null {
  const cycle = summarizeTests(seen(...runs));
  return (
    cycle && {
      red: cycle.red?.run ?? null,
      green: cycle.green?.run ?? null,
      neverRed: cycle.neverRed.join(),
      notRun: cycle.notRun.join(),
    }
  );
}

const TEST = 'cart/a.spec.ts';
const OTHER = 'cart/b.spec.ts';
const quiet = { neverRed: '', notRun: '' };

describe('a story’s tests', () => {
  it.each<[string, [string, string][], object | null]>([
    ['none that it adds or changes', [['', 'cart:test failed']], null],
    ['red', [[TEST, 'cart:test failed']], { red: 1, green: null, ...quiet }],
    [
      'red, then green',
      [
        [TEST, 'cart:test failed'],
        [TEST, 'cart:test passed'],
      ],
      { red: 1, green: 2, ...quiet },
    ],
    [
      'red twice, then green twice: the first red, and the green since when it stays',
      [
        [TEST, 'cart:test failed'],
        [TEST, 'cart:test failed'],
        [TEST, 'cart:test passed'],
        [TEST, 'cart:test passed'],
      ],
      { red: 1, green: 3, ...quiet },
    ],
    [
      'red again',
      [
        [TEST, 'cart:test failed'],
        [TEST, 'cart:test passed'],
        [TEST, 'cart:test failed'],
      ],
      { red: 1, green: null, ...quiet },
    ],
    [
      'green, never red',
      [[TEST, 'cart:test passed']],
      { red: null, green: 1, neverRed: TEST, notRun: '' },
    ],
    [
      'red before the test was there is another test’s',
      [
        ['', 'cart:test failed'],
        [TEST, 'cart:test passed'],
      ],
      { red: null, green: 2, neverRed: TEST, notRun: '' },
    ],
    [
      'one of two never red',
      [
        [TEST, 'cart:test failed'],
        [`${TEST} ${OTHER}`, 'cart:test passed'],
      ],
      { red: 1, green: 2, neverRed: OTHER, notRun: '' },
    ],
    [
      'a red lint is no red test',
      [[TEST, 'cart:lint failed']],
      { red: null, green: null, neverRed: '', notRun: TEST },
    ],
    [
      'a red lint beside green tests',
      [[TEST, 'cart:lint failed, cart:test passed']],
      { red: null, green: 1, neverRed: TEST, notRun: '' },
    ],
    [
      'red tests of another project',
      [[TEST, 'shop:test failed, cart:test passed']],
      { red: null, green: 1, neverRed: TEST, notRun: '' },
    ],
    [
      'red tests of the project around it',
      [['cart/sub/a.spec.ts', 'cart:test failed, cart/sub:test passed']],
      { red: null, green: 1, neverRed: 'cart/sub/a.spec.ts', notRun: '' },
    ],
    [
      'a project whose folder only begins like it',
      [['cart-two/a.spec.ts', 'cart:test failed']],
      { red: null, green: null, neverRed: '', notRun: 'cart-two/a.spec.ts' },
    ],
    [
      'any target that says test',
      [
        [TEST, 'cart:e2e-ci--x failed'],
        [TEST, 'cart:vitest:unit passed, cart:e2e-ci--x passed'],
      ],
      { red: 1, green: 2, ...quiet },
    ],
    [
      'a gate that is all its project has',
      [
        [TEST, 'cart:gate failed'],
        [TEST, 'cart:gate passed'],
      ],
      { red: 1, green: 2, ...quiet },
    ],
    [
      'a gate beside other tasks is only their sum',
      [[TEST, 'cart:gate failed, cart:lint failed']],
      { red: null, green: null, neverRed: '', notRun: TEST },
    ],
    [
      'one that is taken away and comes back keeps its red',
      [
        [TEST, 'cart:test failed'],
        ['', 'cart:test passed'],
        [TEST, 'cart:test passed'],
      ],
      { red: 1, green: 3, ...quiet },
    ],
    [
      'one that is taken away for good is not told',
      [
        [TEST, 'cart:test failed'],
        [OTHER, 'cart:test passed'],
      ],
      { red: null, green: 2, neverRed: OTHER, notRun: '' },
    ],
    [
      'a run of something else changes nothing',
      [
        [TEST, 'cart:test failed'],
        [TEST, 'shop:test passed'],
      ],
      { red: 1, green: null, ...quiet },
    ],
  ])('%s', (_name, runs, expected) => {
    expect(told(...runs)).toEqual(expected);
  });

  it('of a workspace with one project, and where the project’s folder is not known', () => {
    for (const root of ['.', '', null, undefined]) {
      const mark = { commit: 'c', committed: false, at: 'now', run: 1 };
      const tasks = [
        { target: 'test', result: 'failed' as const, ...(root === undefined ? {} : { root }) },
      ];
      const run = { paths: ['a.test.js'], tasks, gateTarget: 'gate', mark };
      expect(noteRun([], run)).toEqual([
        { path: 'a.test.js', present: true, red: mark, green: null },
      ]);
    }
  });

  it('are green only by a run at or after the last red one, and red only by one that failed', () => {
    const run = fc.tuple(
      fc.subarray([TEST, OTHER, 'shop/c.spec.ts']).map((paths) => paths.join(' ')),
      fc
        .subarray(['cart:test', 'shop:test', 'cart:lint'])
        .chain((names) =>
          fc
            .tuple(...names.map(() => fc.constantFrom('passed', 'failed')))
            .map((results) => names.map((name, at) => `${name} ${results[at]!}`).join(', ')),
        ),
    );
    fc.assert(
      fc.property(fc.array(run, { maxLength: 9 }), (runs) => {
        for (const { path, red, green } of seen(...runs)) {
          const project = path.split('/')[0]!;
          const ended = (at: number, result: Result) =>
            runs[at]![0].split(' ').includes(path) &&
            runs[at]![1].includes(`${project}:test ${result}`);
          const reds = runs.flatMap((_run, at) => (ended(at, 'failed') ? [at + 1] : []));
          const greens = runs.flatMap((_run, at) => (ended(at, 'passed') ? [at + 1] : []));
          expect(red?.run ?? null).toBe(reds[0] ?? null);
          const since = greens.filter((number) => number > (reds.at(-1) ?? 0));
          expect(green?.run ?? null).toBe(since[0] ?? null);
        }
      }),
    );
  });

  it('are kept in bounds, those that are there first', () => {
    const paths = Array.from({ length: 300 }, (_, n) => `cart/${n}.spec.ts`);
    const many = seen([paths.join(' '), 'cart:test failed'], [TEST, 'cart:test passed']);
    expect(many).toHaveLength(200);
    expect(many[0]).toMatchObject({ path: TEST, present: true });
  });
});
