import { findAttestation, openLedger, type LedgerAnswer } from '../ledger/ledger';
import type { Envelope } from '../ledger/envelope';
import { attestCandidate } from './attest-candidates';
import { gateSince, type GoverningTrunk } from './gate-since';
import { gateWorkspaceOf } from '../gate-workspace/gate-workspace';
import type { Difference } from '../governance/difference';
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

/** A candidate on trunk's tip, and who answers for what it changes of what governs gates. */
export interface ProofSubject {
  readonly story: StoryId;
  readonly candidate: Candidate;
  readonly approver: Approver;
}

/**
 * Makes sure the ledger attests a candidate: by an attestation it has, or by gating the candidate now. The attestation
 * is in the local ledger before trunk moves, so a crash in between leaves a true statement and an unmoved trunk.
 */
export async function proveCandidate(
  repository: Repository,
  trunk: Trunk,
  subject: ProofSubject,
  emit: Emit,
): Promise<CandidateProof> {
  const known = await findProof(repository, trunk, subject.candidate);
  if (known.kind === 'attested') return { kind: 'proven', envelope: known.envelope, run: null };
  return gateCandidate(repository, trunk, subject, emit);
}

/** A candidate's proof from a gate run of now, whatever the ledger has. */
export type FreshProof = CandidateProof & { readonly run: StoredRun };

/** Gates a candidate now and attests it when green. Whoever calls it holds the `gate` lock. */
export async function gateCandidate(
  repository: Repository,
  trunk: GoverningTrunk,
  { story, candidate, approver }: ProofSubject,
  emit: Emit,
): Promise<FreshProof> {
  const range = { story, candidate, from: candidate.base, knownRed: new Set<string>() };
  const { run, differences } = await gateSince(repository, trunk, range, emit);
  if (run.run.result !== 'passed') return { kind: 'rejected', run };
  if (differences.length > 0 && approver === null)
    return { kind: 'needs-approval', run, differences };
  return inStep(emit, 'attest', candidate.tree, async () => {
    const approval =
      differences.length === 0 || approver === null
        ? null
        : { by: approver, at: new Date().toISOString() };
    const { nxRoot } = gateWorkspaceOf(repository, trunk.policy);
    const circumstances = { differences, approval };
    const passed = { candidate, run: run.run, circumstances };
    const envelope = await attestCandidate(repository, nxRoot, passed);
    return { kind: 'proven', envelope, run };
  });
}

/** The proof that a candidate passed already, if the ledger has one. */
async function findProof(
  repository: Repository,
  trunk: Trunk,
  candidate: Candidate,
): Promise<LedgerAnswer> {
  return findAttestation(await openLedger(repository, trunk.remote), candidate);
}
