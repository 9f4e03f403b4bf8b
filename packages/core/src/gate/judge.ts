import type { Project } from '../nx/affected';
import { isInferredGate } from './inferred-gate';
import { taskId, type TaskRecord } from './recorded-task';

/** What must be seen to end green before a tree counts as passed. */
export interface Expectation {
  readonly affected: readonly string[];
  /** `project:target` of each task that must be in the record. */
  readonly tasks: readonly string[];
  /** Affected projects whose inferred gate has nothing to run. */
  readonly withoutChecks: readonly string[];
  /** Affected projects without a gate target: nobody knows what must pass there. */
  readonly ungated: readonly string[];
}

/** The gate's target and constituents, from trunk's policy. */
export interface GatePolicy {
  readonly targetName: string;
  readonly targets: readonly string[];
}

/** Derives what must pass from the affected projects. A project's own gate target stands for its constituents. */
export function planExpectation(projects: readonly Project[], gate: GatePolicy): Expectation {
  const tasks: string[] = [];
  const withoutChecks: string[] = [];
  const ungated: string[] = [];
  for (const { name, targets } of projects) {
    const own = targets[gate.targetName];
    const constituents = gate.targets.filter((target) => target in targets);
    if (own === undefined) ungated.push(name);
    else if (!isInferredGate(own)) tasks.push(taskId({ project: name, target: gate.targetName }));
    else if (constituents.length === 0) withoutChecks.push(name);
    else
      for (const target of [...constituents, gate.targetName])
        tasks.push(taskId({ project: name, target }));
  }
  return { affected: projects.map(({ name }) => name), tasks, withoutChecks, ungated };
}

/** A gate's result: three states, and only one of them is green. */
export interface Verdict {
  readonly result: 'passed' | 'failed' | 'did-not-run';
  readonly reason: string | null;
  /** Expected tasks that are not in the record. */
  readonly missing: readonly string[];
}

/** What is known after the Nx run: its own record, and how the process ended. */
export interface Observation {
  /** null when the run left no record. */
  readonly tasks: readonly TaskRecord[] | null;
  readonly exitCode: number | null;
}

/** Decides what a run proves. Whatever is not seen to have passed is not green. */
export function judge(expected: Expectation, seen: Observation): Verdict {
  if (expected.affected.length === 0) return judgeNothing(seen);
  if (expected.ungated.length > 0) {
    return didNotRun(`no gate target in ${expected.ungated.join(', ')}`, expected.tasks);
  }
  if (expected.tasks.length === 0) {
    return didNotRun(`nothing to check in ${expected.withoutChecks.join(', ')}`, []);
  }
  if (seen.tasks === null) return didNotRun(NO_RECORD, expected.tasks);
  const failed = seen.tasks.filter((task) => task.result === 'failed').map(taskId);
  const recorded = new Set(seen.tasks.map(taskId));
  const missing = expected.tasks.filter((task) => !recorded.has(task));
  if (failed.length > 0)
    return { result: 'failed', reason: `${failed.join(', ')} failed`, missing };
  if (missing.length > 0) return didNotRun(`${missing.join(', ')} did not run`, missing);
  if (seen.exitCode !== 0)
    return didNotRun(`nx ended with exit code ${seen.exitCode ?? 'none'}`, []);
  return { result: 'passed', reason: null, missing: [] };
}

const NO_RECORD = 'the run left no record: is "@storygate/nx" in nx.json and installed?';

/** That nothing is affected may have been asked after the run, whose tasks could have changed the answer. */
function judgeNothing({ tasks, exitCode }: Observation): Verdict {
  if (tasks === null) return didNotRun(NO_RECORD, []);
  if (tasks.length > 0) {
    return didNotRun(`${tasks.map(taskId).join(', ')} ran, though no project is affected`, []);
  }
  if (exitCode !== 0) return didNotRun(`nx ended with exit code ${exitCode ?? 'none'}`, []);
  return { result: 'passed', reason: 'no project is affected', missing: [] };
}

function didNotRun(reason: string, missing: readonly string[]): Verdict {
  return { result: 'did-not-run', reason, missing };
}
