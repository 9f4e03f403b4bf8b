import { join } from 'node:path';
import type { Emit } from '../events/events';
import type { FinishedGate } from '../gate/run-gate';
import { runGates } from '../gate/run-gates';
import { startTimeLimit } from '../gate/time-limit';
import { taskId } from '../gate/recorded-task';
import { prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import type { Repository } from '../repository/repository';
import { readTrunkGraph, type GoverningTrunk } from './gate-since';

/**
 * What of a red run fails on trunk's tip too, by task: a control run of the same gates there, without any cache, for
 * what made trunk red may be no file at all. Whatever is red on trunk is no story's fault.
 */
export async function findRedOnTrunk(
  repository: Repository,
  trunk: GoverningTrunk,
  { folder, run }: FinishedGate,
  emit: Emit,
): Promise<string[]> {
  const failed = new Map(
    run.tasks
      .filter(({ result }) => result === 'failed')
      .map((task) => [taskId(task), task.project]),
  );
  const known = (await readTrunkGraph(repository, trunk, emit))?.map.projects ?? {};
  const projects = [...new Set(failed.values())].filter((project) => project in known);
  const place = await prepareGateWorkspace(repository, trunk.policy, trunk.commit, emit);
  if (place.unusable !== null) return [place.unusable];
  if (projects.length === 0) return [];
  const { targetName: target } = trunk.policy.options.gate;
  const detail = `on trunk: ${projects.join(',')}`;
  const control = join(folder, 'control');
  const limit = startTimeLimit(trunk.policy);
  const request = { target, projects, folder: control, detail, results: 'fresh', limit } as const;
  const { tasks } = await runGates(place, request, emit);
  return (tasks ?? [])
    .filter((task) => task.result === 'failed')
    .map(taskId)
    .filter((task) => failed.has(task));
}
