import {
  appendAttestation,
  findAttestation,
  openLedger,
  type LedgerAnswer,
} from '../ledger/ledger';
import type { Envelope } from '../ledger/envelope';
import { sealCandidate } from './attest-candidate';
import { gateWorkspaceOf, prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import { askDefinitions, keepDefinitions, readDefinitions } from '../governance/base-definitions';
import { findGoverningPaths } from '../governance/changed-paths';
import { compareDefinitions, type Definitions } from '../governance/definitions';
import type { Difference } from '../governance/difference';
import { treeOf } from '../git/commits';
import { runGate } from '../gate/run-gate';
import type { StoredRun } from '../gate/run-record';
import type { Candidate } from '../candidate/make-candidate';
import { inStep, type Emit } from '../events/events';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';

/** A candidate's proof, or why there is none. */
export type CandidateProof =
  | { readonly kind: 'proven'; readonly envelope: Envelope; readonly run: StoredRun | null }
  | { readonly kind: 'rejected'; readonly run: StoredRun }
  /** Green, but it changes what governs gates, and nobody approved that of exactly this tree. */
  | {
      readonly kind: 'needs-approval';
      readonly run: StoredRun;
      readonly differences: readonly Difference[];
    };

/** Who approves a change to what governs gates; null: nobody, so such a candidate is not proven. */
export type Approver = string | null;

/**
 * Makes sure the ledger attests a candidate: by an attestation it has, or by gating the candidate now. The attestation
 * is in the local ledger before trunk moves, so a crash in between leaves a true statement and an unmoved trunk.
 */
export async function proveCandidate(
  repository: Repository,
  trunk: Trunk,
  subject: { readonly story: StoryId; readonly candidate: Candidate; readonly approver: Approver },
  emit: Emit,
): Promise<CandidateProof> {
  const known = await findProof(repository, trunk, subject.candidate);
  if (known.kind === 'attested') return { kind: 'proven', envelope: known.envelope, run: null };
  return gateCandidate(repository, trunk, subject, emit);
}

/** What a candidate's gate needs of trunk: the candidate's base, and the policy that holds there. */
export type GoverningTrunk = Pick<Trunk, 'commit' | 'policy'>;

/** A candidate's proof from a gate run of now, whatever the ledger has. */
export type FreshProof = CandidateProof & { readonly run: StoredRun };

/** Gates a candidate now and attests it when green. Whoever calls it holds the `gate` lock. */
export async function gateCandidate(
  repository: Repository,
  trunk: GoverningTrunk,
  subject: { readonly story: StoryId; readonly candidate: Candidate; readonly approver: Approver },
  emit: Emit,
): Promise<FreshProof> {
  const { story, candidate, approver } = subject;
  const before = await readBaseDefinitions(repository, trunk, emit);
  const place = await prepareGateWorkspace(repository, trunk.policy, candidate.commit, emit);
  const { commit, tree, base } = candidate;
  const run = await runGate(
    repository.layout,
    { story, subject: 'candidate', commit, tree, base, policy: trunk.policy },
    place,
    emit,
  );
  if (run.run.result !== 'passed') return { kind: 'rejected', run };
  if (run.definitions !== null) await keepDefinitions(place, tree, run.definitions);
  const differences = [
    ...(await findGoverningPaths(
      repository.git,
      base,
      commit,
      trunk.policy.options.gate.governing,
    )),
    ...compareDefinitions(before, run.definitions),
  ];
  if (differences.length > 0 && approver === null)
    return { kind: 'needs-approval', run, differences };
  return inStep(emit, 'attest', tree, async () => {
    const approval =
      differences.length === 0 || approver === null
        ? null
        : { by: approver, at: new Date().toISOString() };
    const governance = { differences, approval };
    const envelope = await sealCandidate(repository, candidate, run, {
      nxRoot: place.nxRoot,
      governance,
    });
    await appendAttestation(repository.git, candidate, envelope);
    return { kind: 'proven', envelope, run };
  });
}

/** How trunk's tip defines the gate's targets: from when it was gated itself, or asked now. */
async function readBaseDefinitions(
  repository: Repository,
  trunk: GoverningTrunk,
  emit: Emit,
): Promise<Definitions | null> {
  const place = gateWorkspaceOf(repository, trunk.policy);
  const kept = await readDefinitions(place, await treeOf(repository.git, trunk.commit));
  if (kept !== null) return kept;
  const prepared = await prepareGateWorkspace(repository, trunk.policy, trunk.commit, emit);
  return askDefinitions(prepared, trunk.commit, trunk.policy);
}

/** The proof that a candidate passed already, if the ledger has one. */
async function findProof(
  repository: Repository,
  trunk: Trunk,
  candidate: Candidate,
): Promise<LedgerAnswer> {
  return findAttestation(await openLedger(repository, trunk.remote), candidate);
}
