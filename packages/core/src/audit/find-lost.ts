import type { LedgerAnswer } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import type { GoneCommit } from './read-gone-commits';

/** A proven commit that trunk had and lost. */
export interface Lost {
  readonly commit: CommitSha;
  /** Its own; the name of its story where the commit is not in this repository. */
  readonly subject: string;
  /** Who tells that trunk had it. */
  readonly reason: string;
}

/**
 * Picks the proven ones of what is gone from trunk (the newest first, as is the result); `answers` are the ledger's.
 * Taking away what nothing proved is a repair. Where a commit is not in this repository, neither is the policy that
 * proofs on it need, so what came after a lost one counts as lost too.
 */
export function findLost(
  gone: readonly GoneCommit[],
  answers: readonly (LedgerAnswer | null)[],
): Lost[] {
  const lost = new Map<CommitSha, Lost>();
  for (const [at, { commit, subject, proof, toldBy }] of [...gone.entries()].reverse()) {
    const answer = answers[at];
    const isProven = answer?.kind === 'attested';
    const followsLost = subject === null && proof !== null && lost.has(proof.base);
    if (!isProven && !followsLost) continue;
    const story = isProven ? answer.attestation.subject[0]?.name : undefined;
    lost.set(commit, {
      commit,
      subject: subject ?? story ?? 'not in this clone',
      reason: REASONS[toldBy],
    });
  }
  return [...lost.values()].reverse();
}

const REASONS = {
  ledger: 'the ledger tells that it landed',
  reflog: 'the reflog tells that trunk had it',
} as const;
