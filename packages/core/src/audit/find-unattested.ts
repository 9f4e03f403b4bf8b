import type { Git } from '../git/git';
import type { LedgerView } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import { lookUpProofs, walkFirstParents } from './walk-first-parents';

/** A commit of trunk that nothing proves, and why. */
export interface Unattested {
  readonly commit: CommitSha;
  readonly subject: string;
  readonly reason: string;
}

/** What a walk along trunk found. */
export interface Walk {
  readonly checked: number;
  readonly unattested: readonly Unattested[];
}

/**
 * Walks first parents from `to` back to `from` (exclusive), and holds each commit against the ledger. A line that
 * joins `from` by another parent than the first is not proven: an attestation of long ago would bring its tree back.
 */
export async function findUnattested(
  git: Git,
  ledger: LedgerView,
  from: CommitSha,
  to: CommitSha,
): Promise<Walk> {
  const commits = await walkFirstParents(git, [to], from);
  const answers = await lookUpProofs(ledger, commits);
  const unattested: Unattested[] = [];
  for (const [at, { commit, subject }] of commits.entries()) {
    const answer = answers[at];
    if (answer?.kind === 'attested') continue;
    unattested.push({ commit, subject, reason: answer?.reason ?? 'it has no parent' });
  }
  const oldest = commits.at(-1);
  if (
    oldest !== undefined &&
    oldest.proof?.base !== from &&
    !unattested.some(({ commit }) => commit === oldest.commit)
  ) {
    const { commit, subject } = oldest;
    unattested.push({
      commit,
      subject,
      reason: `its first parent is not ${from.slice(0, 10)}, where trunk was`,
    });
  }
  return { checked: commits.length, unattested };
}
