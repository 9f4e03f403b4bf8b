import type { PreTasksExecution } from '@nx/devkit';
import { requireWholeProjects } from '../affected/require-whole-projects';
import { readOptions } from '../gate/read-options';
import { storygateRun } from './storygate-run';
import { warnUnrecorded } from './warn-unrecorded';

/** Before the tasks of any Nx run: refuses one that would leave gates out, and notes what it will test. */
export const preTasksExecution: PreTasksExecution<unknown> = async (rawOptions, context) => {
  const { gate } = await readOptions(rawOptions);
  requireWholeProjects(gate.targetName, context);
  if (storygateRun() !== null) return;
  const { observeRunStart } = await import('@storygate/core');
  await observeRunStart({ id: context.id, workspaceRoot: context.workspaceRoot }).catch(
    warnUnrecorded,
  );
};
