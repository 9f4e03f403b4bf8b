import { join } from 'node:path';
import type { Emit } from '../events/events';
import { judge, planExpectation } from '../gate/judge';
import { taskId } from '../gate/recorded-task';
import type { FinishedGate } from '../gate/run-gate';
import { runGates } from '../gate/run-gates';
import { describeOverrun, startTimeLimit } from '../gate/time-limit';
import { askGraph } from '../gate-workspace/kept-graph';
import { prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import type { Definitions } from '../governance/definitions';
import type { Repository } from '../repository/repository';
import { readTrunkGraph, type GoverningTrunk } from './gate-since';
import { planControl, type GatesQuestion } from './plan-control';
import type { RedTask, TrunkTrouble } from './plan-landing';

/** What controls of one tip of trunk showed; it says nothing about any other tip. */
export interface TrunkFacts {
  /** The questions that were answered: what was asked about is not asked again. */
  readonly asked: Set<string>;
  /** What failed, by task. */
  readonly red: Map<string, RedTask>;
}

/** What controls showed, by trunk's tip; kept while one process works a queue. */
export type ControlMemory = Map<string, TrunkFacts>;

/**
 * The trouble of a red run that trunk's tip has too, or null: what fails or does not run there is no story's fault. What
 * was asked of the same tip before is remembered.
 */
export async function findTrunkTrouble(
  repository: Repository,
  trunk: GoverningTrunk,
  finished: FinishedGate,
  { memory, emit }: { readonly memory: ControlMemory; readonly emit: Emit },
): Promise<TrunkTrouble | null> {
  const { commit, policy } = trunk;
  const question = planControl(finished);
  if (question === null) return null;
  const facts = memory.get(commit) ?? { asked: new Set<string>(), red: new Map<string, RedTask>() };
  memory.set(commit, facts);
  if (question.ask === 'gates') {
    const isOpen = (project: string) => !facts.asked.has(`${question.results} ${project}`);
    const projects = question.projects.filter(isOpen);
    const folder = join(finished.folder, 'control');
    const seen =
      projects.length === 0
        ? []
        : await runControl(repository, trunk, { ...question, projects, folder }, emit);
    if (!isTasks(seen)) return seen;
    for (const project of projects) facts.asked.add(`${question.results} ${project}`);
    for (const one of seen) facts.red.set(one.task, one);
    const tasks = [...facts.red.values()].filter(
      ({ task }) => question.about?.includes(task) ?? true,
    );
    return tasks.length === 0 ? null : { kind: 'red', tasks };
  }
  if (facts.asked.has(question.ask)) return null;
  const place = await prepareGateWorkspace(repository, policy, commit, emit);
  if (place.unusable !== null) return didNotRun(place.unusable);
  // Asked anew, for what was kept says nothing about Nx itself.
  if (question.ask === 'graph' && (await askGraph(place, commit, policy)) === null)
    return didNotRun("Nx can't tell the project graph");
  facts.asked.add(question.ask);
  return null;
}

/** Runs gates on trunk's tip: what failed, or why they did not run. */
async function runControl(
  repository: Repository,
  trunk: GoverningTrunk,
  { projects, results, about, folder }: GatesQuestion & { readonly folder: string },
  emit: Emit,
): Promise<readonly RedTask[] | TrunkTrouble> {
  const { gate } = trunk.policy.options;
  const graph = await readTrunkGraph(repository, trunk, emit);
  const place = await prepareGateWorkspace(repository, trunk.policy, trunk.commit, emit);
  if (place.unusable !== null) return didNotRun(place.unusable);
  // A story that mends the graph is told what else it fails by.
  if (graph === null) return about === null ? didNotRun("Nx can't tell the project graph") : [];
  const known = projects.map((name) => ({ name, targets: targetsOf(name, graph.definitions) }));
  const expected = planExpectation(
    known.filter(({ targets }) => gate.targetName in targets),
    gate,
  );
  if (expected.tasks.length === 0) return [];
  const limit = startTimeLimit(trunk.policy);
  const detail = `on trunk: ${expected.affected.join(',')}`;
  const { affected } = expected;
  const request = { target: gate.targetName, projects: affected, folder, detail, results, limit };
  const seen = await runGates(place, request, emit);
  if (seen.stopped !== null) return didNotRun(describeOverrun(trunk.policy, seen.stopped));
  const { result, reason } = judge(expected, seen);
  if (result === 'did-not-run') return didNotRun(reason ?? '');
  return (seen.tasks ?? [])
    .filter((task) => task.result === 'failed')
    .map((task) => ({ project: task.project, task: taskId(task) }));
}

/** The targets of a project that a gate runs, by trunk's definitions. */
function targetsOf(project: string, definitions: Definitions): Definitions {
  const own = Object.entries(definitions).filter(([task]) => task.startsWith(`${project}:`));
  return Object.fromEntries(own.map(([task, is]) => [task.slice(project.length + 1), is]));
}

function didNotRun(reason: string): TrunkTrouble {
  return { kind: 'did-not-run', reason };
}

function isTasks(seen: readonly RedTask[] | TrunkTrouble): seen is readonly RedTask[] {
  return Array.isArray(seen);
}
