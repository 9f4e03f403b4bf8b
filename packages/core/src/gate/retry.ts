import type { Expectation } from './judge';
import { taskId, type FlakyTask, type TaskRecord } from './recorded-task';

/** What is known of a run's tasks after some were run again. */
export interface Retried {
  readonly tasks: readonly TaskRecord[];
  readonly flaky: readonly FlakyTask[];
}

/**
 * Adds what a retry recorded. A task that failed and then passed with the same hash of its inputs is flaky for certain,
 * and counts as passed; one whose inputs changed in between stays failed, for the retry tested something else.
 */
export function addRetry(before: Retried, retry: readonly TaskRecord[]): Retried {
  const again = new Map(retry.map((task) => [taskId(task), task]));
  const flaky = [...before.flaky];
  const tasks = before.tasks.map((task) => {
    const next = again.get(taskId(task));
    if (task.result === 'passed' || next === undefined) return task;
    if (next.result !== 'passed') return task;
    if (task.hash === null || task.hash !== next.hash) return task;
    flaky.push({ project: task.project, target: task.target, hash: task.hash });
    return next;
  });
  const known = new Set(before.tasks.map(taskId));
  return { tasks: [...tasks, ...retry.filter((task) => !known.has(taskId(task)))], flaky };
}

/**
 * The affected projects with an expected task that is not seen to have passed; but not those in which only tasks fail that
 * are known to be red with these inputs.
 */
export function projectsToRetry(
  expected: Expectation,
  tasks: readonly TaskRecord[],
  knownRed: ReadonlySet<string>,
): string[] {
  const passed = new Set(tasks.filter(({ result }) => result === 'passed').map(taskId));
  const open = expected.tasks.filter((task) => !passed.has(task));
  const isSettled = (project: string): boolean => {
    const own = tasks.filter((task) => task.project === project && task.result === 'failed');
    return own.length > 0 && !needsRetry(own, knownRed);
  };
  // Names of projects and targets may both have colons in them; one project too many does no harm.
  return expected.affected.filter(
    (project) => open.some((task) => task.startsWith(`${project}:`)) && !isSettled(project),
  );
}

/** Names a task with its inputs; null when nobody knows these. */
export function redKey(task: TaskRecord): string | null {
  return task.hash === null ? null : `${taskId(task)} ${task.hash}`;
}

/** Whether a task failed that is not known to be red with these inputs. */
export function needsRetry(tasks: readonly TaskRecord[], knownRed: ReadonlySet<string>): boolean {
  return tasks.some((task) => task.result === 'failed' && !knownRed.has(redKey(task) ?? ''));
}

/** The tasks that passed now, and are known to have failed with the same inputs. */
export function findFlaky(
  tasks: readonly TaskRecord[],
  knownRed: ReadonlySet<string>,
): FlakyTask[] {
  return tasks.flatMap((task) => {
    const { project, target, hash, result } = task;
    const isFlaky = result === 'passed' && hash !== null && knownRed.has(redKey(task) ?? '');
    return isFlaky ? [{ project, target, hash }] : [];
  });
}
