import { join } from 'node:path';
import type { Emit } from '../events/events';
import { messageOf } from '../errors/messages';
import type { Git } from '../git/git';
import { entries, readRef } from '../git/refs';
import type { CommitSha, TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { NxNotInstalled } from '../nx/nx-program';
import type { WorkspaceGraph } from '../nx/workspace-graph';
import type { Policy } from '../options/policy';
import { thisProcess } from '../process/process-identity';
import type { StoppedProcess } from '../process/run-program';
import type { Layout } from '../repository/layout';
import { judge, planExpectation, type Expectation, type Verdict } from './judge';
import type { Obstacle } from './obstacle';
import { addRetry, findFlaky, needsRetry, projectsToRetry, type Retried } from './retry';
import { runAffectedGates, runGates, type GatesEnd } from './run-gates';
import { describeOverrun, describeStop, startTimeLimit, stoppedProjects } from './time-limit';
import {
  createRunFolder,
  writeRun,
  type CheckRecord,
  type GateRun,
  type StoredRun,
} from './run-record';

/** A checkout whose content is exactly `commit`, and what to gate it against. */
export interface GateSubject {
  readonly story: StoryId;
  readonly subject: GateRun['subject'];
  readonly commit: CommitSha;
  readonly tree: TreeSha;
  readonly base: CommitSha;
  readonly policy: Policy;
  /** How often what failed is run again before it counts as failed. */
  readonly retries: number;
  /** What is known to fail with these inputs, by `redKey`: it is not run again. */
  readonly knownRed: ReadonlySet<string>;
  /** Stops the run when it aborts, before the policy's own limit does. */
  readonly stop?: AbortSignal | undefined;
}

/** Where a gate runs. */
export interface GatePlace {
  readonly git: Git;
  readonly nxRoot: string;
  /** For a gate workspace: its own cache and data. */
  readonly env: Readonly<Record<string, string>>;
  /** Why the place can't be used; the gate then did not run. */
  readonly unusable: string | null;
  /** What is known of the place that a run there must say. */
  readonly checks: readonly CheckRecord[];
}

/** A run that has ended, with what Nx told about the workspace on the way. */
export interface FinishedGate extends StoredRun {
  /** The project graph of what was gated; null when Nx could not tell. */
  readonly workspace: WorkspaceGraph | null;
  /** What kept it from running; null when it ran. */
  readonly obstacle: Obstacle | null;
}

/** Runs the gates of everything a commit affects and records what was seen. A red gate is a result, not an error. */
export async function runGate(
  layout: Layout,
  subject: GateSubject,
  place: GatePlace,
  emit: Emit,
): Promise<FinishedGate> {
  const { number, folder } = await createRunFolder(layout, subject.story);
  const started: GateRun = {
    version: 1,
    number,
    story: subject.story,
    kind: 'gate',
    subject: subject.subject,
    commit: subject.commit,
    tree: subject.tree,
    base: subject.base,
    policy: subject.policy.digest,
    startedAt: new Date().toISOString(),
    endedAt: null,
    result: 'running',
    reason: null,
    affected: [],
    withoutChecks: [],
    missing: [],
    tasks: [],
    flaky: [],
    checks: [],
  };
  await writeRun({ folder, run: { ...started, process: thisProcess() } });
  const seen = await attempt(subject, place, folder, emit);
  const checks = checksOf(
    seen.expected,
    seen.verdict.result === 'passed' ? await findDrift(place.git, subject.commit) : [],
  ).concat(place.checks);
  const untouched = checks.every((check) => check.result !== 'failed');
  const run: GateRun = {
    ...started,
    endedAt: new Date().toISOString(),
    result: untouched ? seen.verdict.result : 'failed',
    reason: untouched
      ? seen.verdict.reason
      : 'the checkout changed while the gate ran, so it did not test this tree',
    affected: [...seen.expected.affected],
    withoutChecks: [...seen.expected.withoutChecks],
    missing: [...seen.verdict.missing],
    tasks: [...seen.tasks],
    flaky: [...seen.flaky],
    checks,
  };
  await writeRun({ folder, run });
  return { folder, run, workspace: seen.workspace, obstacle: seen.obstacle };
}

const NOTHING: Expectation = { affected: [], tasks: [], withoutChecks: [], ungated: [] };

interface Attempt extends Retried {
  readonly expected: Expectation;
  readonly verdict: Verdict;
  readonly workspace: WorkspaceGraph | null;
  readonly obstacle: Obstacle | null;
}

async function attempt(
  subject: GateSubject,
  place: GatePlace,
  folder: string,
  emit: Emit,
): Promise<Attempt> {
  const didNotRun = (obstacle: Obstacle, reason: string): Attempt => ({
    expected: NOTHING,
    workspace: null,
    obstacle,
    tasks: [],
    flaky: [],
    verdict: { result: 'did-not-run', reason, missing: [] },
  });
  if (place.unusable !== null) return didNotRun({ kind: 'place' }, place.unusable);
  const { gate } = subject.policy.options;
  const { stop } = subject;
  const overdue = startTimeLimit(subject.policy);
  const limit = stop === undefined ? overdue : AbortSignal.any([overdue, stop]);
  const logFile = join(folder, 'nx.log');
  try {
    const question = {
      nxRoot: place.nxRoot,
      base: subject.base,
      head: subject.commit,
      gateTarget: gate.targetName,
      targets: [gate.targetName, ...gate.targets],
      folder,
      call: { env: place.env, logFile, limit },
    };
    const { affected, seen: first } = await runAffectedGates(place, question, emit);
    if (first.stopped !== null) {
      const reason = stop?.aborted
        ? describeStop(first.stopped)
        : describeOverrun(subject.policy, first.stopped);
      const run = didNotRun(overrun(first.stopped), reason);
      if (affected.kind === 'unknown') return run;
      const { projects, workspace } = affected;
      return { ...run, expected: planExpectation(projects, gate), workspace };
    }
    if (affected.kind === 'unknown') {
      return didNotRun({ kind: 'graph' }, `Nx could not tell what is affected: ${affected.why}`);
    }
    const { workspace } = affected;
    const expected = planExpectation(affected.projects, gate);
    if (expected.tasks.length === 0 || expected.ungated.length > 0) {
      const verdict = judge(expected, first);
      const obstacle = verdict.result === 'passed' ? null : ({ kind: 'definitions' } as const);
      return { expected, workspace, obstacle, verdict, tasks: [], flaky: [] };
    }
    const detail = `of ${expected.affected.join(',')}`;
    const run = (projects: readonly string[], where: string, what: string) =>
      runGates(
        place,
        {
          target: gate.targetName,
          projects,
          folder: where,
          detail: what,
          results: 'cached',
          limit,
        },
        emit,
      );
    let end = first.tasks === null ? await run(expected.affected, folder, detail) : first;
    if (end.tasks === null) {
      const verdict = judge(expected, end);
      const obstacle = findObstacle(verdict, end);
      return { expected, workspace, obstacle, verdict, tasks: [], flaky: [] };
    }
    const { knownRed } = subject;
    let seen: Retried = { tasks: end.tasks, flaky: findFlaky(end.tasks, knownRed) };
    for (let retry = 1; retry <= subject.retries && needsRetry(seen.tasks, knownRed); retry++) {
      const projects = projectsToRetry(expected, seen.tasks, knownRed);
      end = await run(projects, join(folder, `retry-${retry}`), `again: ${projects.join(',')}`);
      seen = addRetry(
        seen,
        (end.tasks ?? []).map((task) => ({ ...task, log: `retry-${retry}/${task.log}` })),
      );
    }
    const verdict = judge(expected, { tasks: seen.tasks, exitCode: end.exitCode });
    return { expected, workspace, obstacle: findObstacle(verdict, end), verdict, ...seen };
  } catch (error) {
    if (error instanceof NxNotInstalled) return didNotRun({ kind: 'graph' }, messageOf(error));
    throw error;
  }
}

function findObstacle({ result }: Verdict, { stopped }: GatesEnd): Obstacle | null {
  if (result !== 'did-not-run') return null;
  return stopped === null ? { kind: 'record' } : overrun(stopped);
}

function overrun(stopped: readonly StoppedProcess[]): Obstacle {
  return { kind: 'limit', projects: stoppedProjects(stopped) };
}

/** What makes a checkout no longer the commit that was to be tested: tracked files written over, another HEAD. */
async function findDrift(git: Git, commit: CommitSha): Promise<string[]> {
  const head = await readRef(git, 'HEAD');
  const out = await git.run([
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=no',
    '--no-renames',
    // Also where .gitmodules asks for changes of a submodule not to be shown.
    '--ignore-submodules=untracked',
  ]);
  const files = entries(out).map((entry) => entry.slice(3));
  return head === commit ? files : [`HEAD is ${head ?? 'nothing'}`, ...files];
}

function checksOf(expected: Expectation, changed: readonly string[]): CheckRecord[] {
  const checks: CheckRecord[] = [
    {
      name: 'tree-unchanged',
      result: changed.length > 0 ? 'failed' : 'passed',
      findings: [...changed],
    },
  ];
  if (expected.withoutChecks.length > 0) {
    checks.push({ name: 'has-checks', result: 'noted', findings: [...expected.withoutChecks] });
  }
  return checks;
}
