import {
  appendAttestation,
  findAttestation,
  openLedger,
  type LedgerAnswer,
} from '../ledger/ledger';
import type { Envelope } from '../ledger/envelope';
import { sealCandidate } from './attest-candidate';
import { prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import { runGate } from '../gate/run-gate';
import type { StoredRun } from '../gate/run-record';
import type { Candidate } from '../candidate/make-candidate';
import { inStep, type Emit } from '../events/events';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';

/** A candidate's proof, or the run that did not give one. */
export type CandidateProof =
  | { readonly kind: 'proven'; readonly envelope: Envelope; readonly run: StoredRun | null }
  | { readonly kind: 'rejected'; readonly run: StoredRun };

/**
 * Makes sure the ledger attests a candidate: by an attestation it has, or by gating the candidate now. The attestation
 * is in the local ledger before trunk moves, so a crash in between leaves a true statement and an unmoved trunk.
 */
export async function proveCandidate(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  candidate: Candidate,
  emit: Emit,
): Promise<CandidateProof> {
  const known = await findProof(repository, trunk, candidate);
  if (known.kind === 'attested') return { kind: 'proven', envelope: known.envelope, run: null };
  const place = await prepareGateWorkspace(repository, trunk.policy, candidate.commit, emit);
  const { commit, tree, base } = candidate;
  const subject = {
    story,
    subject: 'candidate' as const,
    commit,
    tree,
    base,
    policy: trunk.policy,
  };
  const run = await runGate(repository.layout, subject, place, emit);
  if (run.run.result !== 'passed') return { kind: 'rejected', run };
  return inStep(emit, 'attest', tree, async () => {
    const envelope = await sealCandidate(repository, candidate, run, place.nxRoot);
    await appendAttestation(repository.git, candidate, envelope);
    return { kind: 'proven', envelope, run };
  });
}

/** The proof that a candidate passed already, if the ledger has one under the present policy. */
async function findProof(
  repository: Repository,
  trunk: Trunk,
  candidate: Candidate,
): Promise<LedgerAnswer> {
  const ledger = await openLedger(repository.git, repository.layout, trunk.remote);
  const answer = await findAttestation(ledger, candidate);
  if (answer.kind === 'attested' && answer.attestation.predicate.policy !== trunk.policy.digest) {
    return { kind: 'unattested', reason: 'its attestation was made under another policy' };
  }
  return answer;
}
