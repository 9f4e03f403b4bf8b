import type { Git } from '../git/git';
import { lines } from '../git/refs';
import { findAttestations, type LedgerView, type Proof } from '../ledger/ledger';
import { parseCommitSha, parseTreeSha, type CommitSha } from '../names/object-id';

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
  const out = await git
    .with({ GIT_NO_REPLACE_OBJECTS: '1' })
    .run([
      'log',
      '--no-show-signature',
      '--first-parent',
      '--format=%H %T %P%x09%s',
      `${from}..${to}`,
    ]);
  const commits = lines(out).map(parseLine);
  const proofs = commits.flatMap(({ proof }) => (proof === null ? [] : [proof]));
  const answers = await findAttestations(ledger, proofs);
  const unattested: Unattested[] = [];
  for (const { commit, subject, proof } of commits) {
    const answer = proof === null ? null : answers[proofs.indexOf(proof)];
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

function parseLine(line: string): {
  readonly commit: CommitSha;
  readonly subject: string;
  readonly proof: Proof | null;
} {
  const [ids = '', subject = ''] = line.split('\t', 2);
  const [commit = '', tree = '', parent = ''] = ids.split(' ');
  const proof = parent === '' ? null : { tree: parseTreeSha(tree), base: parseCommitSha(parent) };
  return { commit: parseCommitSha(commit), subject, proof };
}
