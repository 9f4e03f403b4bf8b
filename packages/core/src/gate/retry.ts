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

/** The affected projects with an expected task that is not seen to have passed. */
export function projectsToRetry(expected: Expectation, tasks: readonly TaskRecord[]): string[] {
  const passed = new Set(tasks.filter(({ result }) => result === 'passed').map(taskId));
  const open = expected.tasks.filter((task) => !passed.has(task));
  // Names of projects and targets may both have colons in them; one project too many does no harm.
  return expected.affected.filter((project) => open.some((task) => task.startsWith(`${project}:`)));
}
