import type { Candidate } from '../candidate/make-candidate';
import type { Emit } from '../events/events';
import { runGate, type FinishedGate } from '../gate/run-gate';
import { gateWorkspaceOf, prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import { askGraph, keepGraph, readKeptGraph } from '../gate-workspace/kept-graph';
import { findGoverningPaths } from '../governance/changed-paths';
import { compareDefinitions } from '../governance/definitions';
import type { Difference } from '../governance/difference';
import { treeOf } from '../git/commits';
import { pruneLogs } from '../logs/prune-logs';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { WorkspaceGraph } from '../nx/workspace-graph';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';

/** What fails is run again this often: a third failure with the same inputs is no flake (facts/merge-queues.md). */
const RETRIES = 2;

/** What a candidate's gate needs of trunk: its tip, and the policy that holds there. */
export type GoverningTrunk = Pick<Trunk, 'commit' | 'policy'>;

/** What to gate: a candidate, against its base or against a commit before that. */
export interface GateRange {
  readonly story: StoryId;
  readonly candidate: Candidate;
  readonly from: CommitSha;
  /** What is known to fail with these inputs, by `redKey`: it is not run again. */
  readonly knownRed: ReadonlySet<string>;
}

/** A candidate's gate run, and what the candidate changes of what governs gates; nothing is said of a red one's. */
export interface GovernedRun {
  readonly run: FinishedGate;
  readonly differences: readonly Difference[];
}

/** Gates a candidate in the gate workspace, under trunk's policy. Whoever calls it holds the `gate` lock. */
export async function gateSince(
  repository: Repository,
  trunk: GoverningTrunk,
  { story, candidate, from, knownRed }: GateRange,
  emit: Emit,
): Promise<GovernedRun> {
  const { policy } = trunk;
  const before = await readTrunkGraph(repository, trunk, emit);
  const place = await prepareGateWorkspace(repository, policy, candidate.commit, emit);
  const { commit, tree } = candidate;
  const run = await runGate(
    repository.layout,
    { story, subject: 'candidate', commit, tree, base: from, policy, retries: RETRIES, knownRed },
    place,
    emit,
  );
  await pruneLogs(repository, policy.options, { story, emit });
  if (run.workspace !== null) await keepGraph(place, tree, run.workspace);
  if (run.run.result !== 'passed') return { run, differences: [] };
  const { governing } = policy.options.gate;
  const differences = [
    ...(await findGoverningPaths(repository.git, from, commit, governing)),
    ...compareDefinitions(before?.definitions ?? null, run.workspace?.definitions ?? null),
  ];
  return { run, differences };
}

/** Trunk's project graph: from when its tip was gated itself, or asked now; null when Nx can't tell. */
export async function readTrunkGraph(
  repository: Repository,
  { commit, policy }: GoverningTrunk,
  emit: Emit,
): Promise<WorkspaceGraph | null> {
  const place = gateWorkspaceOf(repository, policy);
  const kept = await readKeptGraph(place, await treeOf(repository.git, commit));
  if (kept !== null) return kept;
  const prepared = await prepareGateWorkspace(repository, policy, commit, emit);
  return askGraph(prepared, commit, policy);
}
