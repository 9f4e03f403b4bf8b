import { refusal } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import { readRef } from '../git/refs';
import {
  attestedEntry,
  findAttestation,
  openLedger,
  remoteLedgerRef,
  type LedgerView,
  type Proof,
} from '../ledger/ledger';
import { requireSigningKey } from '../ledger/signing-key';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { requireTrunk, type Trunk } from '../repository/trunk';
import { gateMerged, type MergedGate } from './gate-merged';
import { publishProofs } from './publish-proofs';

/** How approving a story ended. */
export interface Approval {
  readonly gate: MergedGate;
  /** Whether trunk's remote has the attestation now, so that a runner there lands the story. */
  readonly published: boolean;
}

/**
 * Gates a story as it would land now, and attests it with the director's approval of exactly that tree; with a remote,
 * the attestation is published there.
 */
export async function approveStory(
  repository: Repository,
  id: StoryId,
  approver: string,
  emit: Emit,
): Promise<Approval> {
  const gate = await gateMerged(repository, id, approver, emit);
  const isGreen =
    gate.kind === 'attested-before' || (gate.kind === 'ran' && gate.run.run.result === 'passed');
  if (!isGreen) return { gate, published: false };
  return { gate, published: await publishApproval(repository, gate.candidate) };
}

/**
 * Publishes what the local ledger proves to trunk's remote, unless it is there. Where trunk's policy names no keys, each
 * clone believes its own, so nobody else would believe it: false, as for a local trunk.
 */
export async function publishApproval(repository: Repository, proof: Proof): Promise<boolean> {
  const trunk = await requireTrunk(repository);
  const { git } = repository;
  const ledger = await openLedger(repository, trunk.remote);
  const answer = await findAttestation(ledger, proof);
  if (answer.kind !== 'attested') throw await notCounted(repository, trunk, answer.reason);
  const { remote, branch } = trunk;
  if (remote === null || trunk.policy.options.merge.keys.length === 0) return false;
  const there = await readRef(git, remoteLedgerRef(remote));
  if (there === null || !(await isAttested({ ...ledger, tips: [there] }, proof))) {
    await publishProofs(git, { remote, branch }, [attestedEntry(proof, answer.envelope)]);
  }
  return true;
}

async function isAttested(ledger: LedgerView, proof: Proof): Promise<boolean> {
  return (await findAttestation(ledger, proof)).kind === 'attested';
}

/** An approval by a key that trunk does not name would let nothing land. */
async function notCounted({ git, layout }: Repository, trunk: Trunk, reason: string) {
  const { publicKey } = await requireSigningKey(git, layout);
  return refusal({
    code: 'APPROVAL_NOT_COUNTED',
    message: `the story is green, but the approval does not count on ${trunk.name}: ${reason}`,
    hints: [`Name this clone's key in options.merge.keys on trunk: ${publicKey}`],
    facts: { reason, publicKey },
  });
}
