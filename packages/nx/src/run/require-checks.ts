import { NxError } from '../storygate/nx-error';
import type { RequestedRun } from './requested-run';

/** Refuses a gate without the tasks it depends on: it would be green, and nothing would have been checked. */
export function requireChecks(gateTarget: string, run: RequestedRun): void {
  if (!run.withoutDependencies || !run.targets.includes(gateTarget)) return;
  throw new NxError(
    `"${gateTarget}" without the tasks it depends on would check nothing`,
    'GATE_WITHOUT_CHECKS',
    ['leave out --exclude-task-dependencies'],
  );
}
