import type { PostTasksExecution } from '@nx/devkit';
import type { RecordedTask } from '@storygate/core/gate/recorded-task';
import { readOptions } from '../gate/read-options';
import { requireGreen } from '../run/require-green';
import { parseRequestedRun } from '../run/requested-run';
import { tellUnchecked } from '../run/tell-unchecked';
import { takeNotedPlan } from './note-plan';
import { recordedTask } from './recorded-task';
import { storygateRun } from './storygate-run';
import { warnUnrecorded } from './warn-unrecorded';

/**
 * After the tasks of any Nx run: records what happened. In a gate run of Storygate's a failure to do so fails the
 * run, since its record is what it is judged by; in a user's own run it is a warning.
 */
export const postTasksExecution: PostTasksExecution<unknown> = async (rawOptions, context) => {
  const tasks = Object.values(context.taskResults)
    .map(recordedTask)
    .filter((task) => task !== null);
  const folder = storygateRun();
  if (folder !== null) return record(folder, context.id, tasks);
  const { observeRunEnd } = await import('@storygate/core/gate/observe-run');
  const story = await observeRunEnd({
    id: context.id,
    workspaceRoot: context.workspaceRoot,
    argv: context.argv.slice(2),
    startedAt: new Date(context.startTime).toISOString(),
    endedAt: new Date(context.endTime).toISOString(),
    tasks,
  }).catch((error: unknown) => {
    warnUnrecorded(error);
    return null;
  });
  const { gate } = await readOptions(rawOptions);
  await tellUnchecked(gate, tasks);
  requireGreen(gate.targetName, parseRequestedRun(context.argv), tasks, story);
};

async function record(folder: string, run: string, tasks: readonly RecordedTask[]): Promise<void> {
  const { recordPlan } = await import('@storygate/core/gate/record-plan');
  const { recordTasks } = await import('@storygate/core/gate/record-tasks');
  const plan = takeNotedPlan(run);
  if (plan !== null) await recordPlan(folder, plan);
  await recordTasks(folder, tasks);
}
