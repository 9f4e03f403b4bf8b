import type { Candidate } from '../candidate/make-candidate';
import type { Emit } from '../events/events';
import type { GateRun } from '../gate/run-record';
import { gateWorkspaceOf } from '../gate-workspace/gate-workspace';
import type { ProofOrigin } from '../ledger/attestation';
import { findAttestations, openLedger } from '../ledger/ledger';
import type { StoryId } from '../names/story-id';
import type { ProjectMap } from '../nx/project-map';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { sealCandidates, type PassedCandidate } from './attest-candidates';
import type { ChainLink } from './chain';
import { findTrunkTrouble, type ControlMemory } from './control';
import { gateSince, readTrunkGraph, type GovernedRun } from './gate-since';
import { findKnownRed } from './known-red';
import type { ProvenCandidate } from './move-trunk';
import type { ChainRun, Link, LinkProof, Reach } from './plan-landing';
import { findReach } from './reach';

/*
 * The gate runs of one landing, and what they prove. They are kept while a landing lasts; what they proved is in the
 * ledger, where the next landing finds it.
 */

/** A run as the planner sees it, with its record. */
export interface KnownRun extends ChainRun {
  readonly governed: GovernedRun;
  /** The project graph of the candidate that was gated, if Nx could tell. */
  readonly tip: ProjectMap | null;
}

/** What the runs of this work of the queue showed so far. */
export interface RunMemory {
  readonly runs: readonly KnownRun[];
  readonly controls: ControlMemory;
}

/**
 * Gates the candidate of one link against trunk's tip or the candidate of an earlier link. What failed before with the same
 * inputs, retries included, is not run again once it fails.
 */
export async function gateLinks(
  repository: Repository,
  trunk: Trunk,
  { from, to }: { readonly from: ChainLink | null; readonly to: ChainLink },
  { runs, controls, emit }: RunMemory & { readonly emit: Emit },
): Promise<KnownRun> {
  const start = from?.candidate.commit ?? trunk.commit;
  const knownRed = findKnownRed(runs);
  const range = { story: to.story.id, candidate: to.candidate, from: start, knownRed };
  const governed = await gateSince(repository, trunk, range, emit);
  const { run } = governed.run;
  const needsApproval = governed.differences.length > 0;
  const listening = { memory: controls, emit };
  const onTrunk = await findTrunkTrouble(repository, trunk, governed.run, listening);
  return {
    from: start,
    to: to.candidate.commit,
    result: needsApproval ? 'needs-approval' : resultOf(run),
    covers: new Set(run.affected),
    blamed: needsApproval ? changedProjects(governed) : failedProjects(run),
    onTrunk,
    governed,
    tip: governed.run.workspace?.map ?? null,
  };
}

function resultOf({ result, tasks }: GateRun): ChainRun['result'] {
  if (result === 'passed') return 'passed';
  return tasks.some((task) => task.result === 'failed') ? 'failed' : 'did-not-run';
}

function failedProjects({ tasks }: GateRun): string[] {
  const failed = tasks.filter(({ result }) => result === 'failed');
  return [...new Set(failed.map(({ project }) => project))];
}

/** The projects whose targets are defined otherwise; none where a difference names no target. */
function changedProjects({ differences, run }: GovernedRun): string[] {
  const tasks = differences.flatMap((one) => (one.kind === 'target' ? [one.task] : []));
  if (tasks.length < differences.length) return [];
  const names = Object.keys(run.workspace?.map.projects ?? {});
  return names.filter((name) => tasks.some((task) => task.startsWith(`${name}:`)));
}

/** The links as the planner sees them. */
export async function viewLinks(
  repository: Repository,
  trunk: Trunk,
  links: readonly ChainLink[],
  { runs, emit }: { readonly runs: readonly KnownRun[]; readonly emit: Emit },
): Promise<Link[]> {
  const ledger = await openLedger(repository, trunk.remote);
  const answers = await findAttestations(
    ledger,
    links.map(({ candidate }) => candidate),
  );
  const isProven = answers.every((answer) => answer.kind === 'attested');
  const reach = isProven ? null : await readReach(repository, trunk, links, { runs, emit });
  return links.map(({ story, candidate }, index) => ({
    story: story.id,
    commit: candidate.commit,
    attested: answers[index]?.kind === 'attested',
    reach: reach?.[index] ?? null,
  }));
}

/**
 * What the links reach, by trunk's project graph and that of the run which ended furthest along the chain; null where it
 * can't be told. Before any run trunk's graph alone says how far it is worth to gate, and nothing is proven by it.
 */
async function readReach(
  repository: Repository,
  trunk: Trunk,
  links: readonly ChainLink[],
  { runs, emit }: { readonly runs: readonly KnownRun[]; readonly emit: Emit },
): Promise<Reach[] | null> {
  const before = (await readTrunkGraph(repository, trunk, emit))?.map;
  if (before === undefined) return null;
  const commits = links.map(({ candidate }) => candidate.commit);
  const placed = runs.filter(({ to }) => commits.some((commit) => commit === to));
  const [furthest] = placed
    .filter(({ tip }) => tip !== null)
    .sort((a, b) => place(commits, b) - place(commits, a));
  const tip = placed.length === 0 ? before : (furthest?.tip ?? null);
  return tip === null ? null : findReach(links, { prefix: repository.prefix, trunk: before, tip });
}

function place(commits: readonly string[], { to }: ChainRun): number {
  return commits.indexOf(to);
}

/** A candidate to attest, what it reaches, and what proves it. */
export interface LinkToAttest {
  readonly story: StoryId;
  readonly candidate: Candidate;
  readonly reach: Reach | null;
  readonly proof: LinkProof;
}

/** Links with their proofs, in their order; those that are `fresh` still have to be appended to the ledger. */
export interface SealedLinks {
  readonly proven: readonly ProvenCandidate[];
  readonly fresh: readonly ProvenCandidate[];
}

/** Signs links by what proves them; one that the ledger proves is only read. */
export async function sealLinks(
  repository: Repository,
  trunk: Trunk,
  links: readonly LinkToAttest[],
): Promise<SealedLinks> {
  const { nxRoot } = gateWorkspaceOf(repository, trunk.policy);
  const passed = links.flatMap((link) => passedLink(trunk, link));
  const known = links.filter(({ proof }) => proof.by === 'ledger');
  const fresh = await sealCandidates(repository, nxRoot, passed);
  const proven = [...(await readProven(repository, trunk, known)), ...fresh];
  const order = links.map(({ candidate }) => candidate.commit);
  const place = ({ candidate }: ProvenCandidate) => order.indexOf(candidate.commit);
  return { proven: proven.sort((a, b) => place(a) - place(b)), fresh };
}

async function readProven(
  repository: Repository,
  trunk: Trunk,
  links: readonly LinkToAttest[],
): Promise<ProvenCandidate[]> {
  const candidates = links.map(({ candidate }) => candidate);
  const answers = await findAttestations(await openLedger(repository, trunk.remote), candidates);
  return candidates.map((candidate, index) => {
    const answer = answers[index];
    if (answer?.kind !== 'attested')
      throw new Error(`${candidate.commit} is not attested any more`);
    return { candidate, envelope: answer.envelope };
  });
}

function passedLink(
  trunk: Trunk,
  { candidate, story, reach, proof }: LinkToAttest,
): PassedCandidate[] {
  if (proof.by === 'ledger') return [];
  const { run } = (proof.run as KnownRun).governed.run;
  const origin: ProofOrigin = {
    by: proof.by,
    commit: run.commit,
    tree: run.tree ?? candidate.tree,
    base: run.base,
  };
  const { commit, tree, base } = candidate;
  const own = { ...run, story, commit, tree, base };
  return [
    {
      candidate,
      run: proof.by === 'same-inputs' ? restrict(own, reach?.affects ?? new Set()) : own,
      circumstances: { differences: [], approval: null, trunk: trunk.commit, proof: origin },
    },
  ];
}

/** The part of a run that speaks of some projects. */
function restrict(run: GateRun, projects: ReadonlySet<string>): GateRun {
  return {
    ...run,
    affected: run.affected.filter((project) => projects.has(project)),
    withoutChecks: run.withoutChecks.filter((project) => projects.has(project)),
    tasks: run.tasks.filter(({ project }) => projects.has(project)),
    flaky: run.flaky.filter(({ project }) => projects.has(project)),
  };
}
