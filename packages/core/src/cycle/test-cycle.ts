import * as v from 'valibot';
import type { TaskRecord } from '../gate/recorded-task';

const markSchema = v.object({
  commit: v.string(),
  /** Whether the run was of that commit, or of work on top of it that nobody had committed. */
  committed: v.boolean(),
  /** ISO 8601: when the run ended. */
  at: v.string(),
  run: v.number(),
});

/** A gate run, or a run of some tasks, in which a test was seen. */
export type Mark = v.InferOutput<typeof markSchema>;

/** The form of one test in `tests.json` of a story. */
export const testSchema = v.object({
  /** In the Nx workspace. */
  path: v.string(),
  /** Whether the newest run's work had it: a test that the story adds or changes. */
  present: v.boolean(),
  /** The first run that failed with it there. */
  red: v.nullable(markSchema),
  /** The first run since the last failure that passed with it there. */
  green: v.nullable(markSchema),
});

/** What was seen of one test file that a story adds or changes. */
export type SeenTest = v.InferOutput<typeof testSchema>;

/** A run as far as it tells about tests. */
export interface TestRun {
  /** The test files that the story's work added or changed then, in the Nx workspace. */
  readonly paths: readonly string[];
  readonly tasks: readonly Pick<TaskRecord, 'target' | 'root' | 'result'>[];
  readonly gateTarget: string;
  readonly mark: Mark;
}

/** Of so many test files it is kept what was seen of them. */
const MOST_TESTS = 200;

/** What is known of a story's tests after one more run. A run that did not run a test's tasks says nothing about it. */
export function noteRun(known: readonly SeenTest[], run: TestRun): SeenTest[] {
  const byPath = new Map(known.map((test) => [test.path, { ...test, present: false }]));
  for (const path of run.paths) {
    const test = byPath.get(path) ?? { path, present: true, red: null, green: null };
    const tasks = tasksOf(path, run);
    const isRed = tasks.some(({ result }) => result === 'failed');
    byPath.set(path, {
      path,
      present: true,
      red: isRed ? (test.red ?? run.mark) : test.red,
      green: isRed || tasks.length === 0 ? (isRed ? null : test.green) : (test.green ?? run.mark),
    });
  }
  const tests = [...byPath.values()];
  return [
    ...tests.filter(({ present }) => present),
    ...tests.filter(({ present }) => !present),
  ].slice(0, MOST_TESTS);
}

/** By their names: Nx does not say what a target is for. */
const TEST_TARGET = /test|spec|e2e/i;

/** The tasks of the project that has the file which ran its tests; where its gate is all that it has, that. */
function tasksOf(path: string, { tasks, gateTarget }: TestRun): TestRun['tasks'] {
  const around = tasks.filter(({ root }) => contains(root, path));
  const depth = Math.max(...around.map(({ root }) => (root ?? '').length));
  const own = around.filter(({ root }) => (root ?? '').length === depth);
  const named = own.filter(({ target }) => TEST_TARGET.test(target));
  if (named.length > 0) return named;
  return own.length === 1 && own[0]?.target === gateTarget ? own : [];
}

/** A root that is not known is taken for the whole workspace. */
function contains(root: string | null | undefined, path: string): boolean {
  if (root === null || root === undefined || root === '' || root === '.') return true;
  return path.startsWith(`${root}/`);
}

/** What was seen of the tests that a story adds or changes, all together. */
export interface TestCycle {
  readonly files: number;
  /** The first run that failed with one of them there. */
  readonly red: Mark | null;
  /** The run since which all of them pass; null while one does not, or was not run. */
  readonly green: Mark | null;
  /** Those that passed and were never in a run that failed. */
  readonly neverRed: readonly string[];
  /** Those that no run ran. */
  readonly notRun: readonly string[];
}

/** Sums up what was seen; null where the story adds and changes no test. */
export function summarizeTests(known: readonly SeenTest[]): TestCycle | null {
  const tests = known.filter(({ present }) => present);
  if (tests.length === 0) return null;
  const reds = tests.flatMap(({ red }) => red ?? []);
  const greens = tests.flatMap(({ green }) => green ?? []);
  const byTime = (a: Mark, b: Mark): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.run - b.run);
  return {
    files: tests.length,
    red: reds.toSorted(byTime)[0] ?? null,
    green: greens.length === tests.length ? (greens.toSorted(byTime).at(-1) ?? null) : null,
    neverRed: tests
      .filter(({ red, green }) => red === null && green !== null)
      .map(({ path }) => path),
    notRun: tests
      .filter(({ red, green }) => red === null && green === null)
      .map(({ path }) => path),
  };
}
