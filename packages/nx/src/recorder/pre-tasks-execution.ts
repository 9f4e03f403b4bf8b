import type { PreTasksExecution } from '@nx/devkit';
import { readOptions } from '../gate/read-options';
import { requireChecks } from '../run/require-checks';
import { requireWholeProjects } from '../run/require-whole-projects';
import { parseRequestedRun } from '../run/requested-run';
import { notePlan } from './note-plan';
import { storygateRun } from './storygate-run';
import { warnUnrecorded } from './warn-unrecorded';

/** Before the tasks of any Nx run: refuses one that would leave gates or checks out, and notes what it will test. */
export const preTasksExecution: PreTasksExecution<unknown> = async (rawOptions, context) => {
  const { gate } = await readOptions(rawOptions);
  const run = parseRequestedRun(context.argv);
  requireChecks(gate.targetName, run);
  requireWholeProjects(gate.targetName, run, context);
  if (storygateRun() !== null) return notePlan(context);
  const { observeRunStart } = await import('@storygate/core/gate/observe-run');
  await observeRunStart({ id: context.id, workspaceRoot: context.workspaceRoot }).catch(
    warnUnrecorded,
  );
};
