import type { RecordedTask } from '@storygate/core/gate/recorded-task';
import { NxError } from '../storygate/nx-error';
import type { RequestedRun } from './requested-run';

/**
 * Ends a gate run that is not green with exit code 1 and what failed. Nx itself (23.2) ends it with 130, the code of an
 * interruption, because the gates that it skipped have no result.
 */
export function requireGreen(
  gateTarget: string,
  run: RequestedRun,
  tasks: readonly RecordedTask[],
  story: string | null,
): void {
  const failed = tasks.filter(({ result }) => result === 'failed');
  if (failed.length === 0 || !run.targets.includes(gateTarget)) return;
  throw new NxError(
    `the gate is not green: ${failed.map(({ project, target }) => `${project}:${target}`).join(', ')} failed`,
    'GATE_FAILED',
    story === null ? [] : [`full log: npx storygate logs ${story}`],
  );
}
