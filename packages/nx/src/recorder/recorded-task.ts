import type { TaskResult } from '@nx/devkit';
import type { RecordedTask } from '@storygate/core/gate/recorded-task';

type Status = TaskResult['status'];

const FROM_CACHE: ReadonlySet<Status> = new Set([
  'local-cache',
  'local-cache-kept-existing',
  'remote-cache',
]);
/** Tasks that did not run to an end. They say nothing about the code, so they are no result. */
const WITHOUT_RESULT: ReadonlySet<Status> = new Set(['skipped', 'stopped']);

/**
 * Nx's result as a record, or null for a task that was skipped (something it depends on failed) or stopped. Those
 * are left out, not recorded as failed: the rejection should name what broke, and a judge that misses an expected
 * task calls the run `did-not-run`, which is never green. A status this version doesn't know counts as failed.
 */
export function recordedTask({ task, status, terminalOutput }: TaskResult): RecordedTask | null {
  if (WITHOUT_RESULT.has(status)) return null;
  const { startTime, endTime } = task;
  return {
    project: task.target.project,
    target: task.target.target,
    root: task.projectRoot ?? null,
    result: status === 'success' || FROM_CACHE.has(status) ? 'passed' : 'failed',
    cached: FROM_CACHE.has(status),
    hash: task.hash ?? null,
    startedAt: startTime === undefined ? null : new Date(startTime).toISOString(),
    durationMs: startTime === undefined || endTime === undefined ? null : endTime - startTime,
    output: terminalOutput ?? '',
  };
}
