import type { Git } from '../git/git';
import { lines } from '../git/refs';
import { findAttestation, type LedgerView } from '../ledger/ledger';
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

/** Walks first parents from `to` back to `from` (exclusive), and holds each commit against the ledger. */
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
  const commits = lines(out);
  const unattested: Unattested[] = [];
  for (const line of commits) {
    const [ids = '', subject = ''] = line.split('\t', 2);
    const [commit = '', tree = '', parent] = ids.split(' ');
    const sha = parseCommitSha(commit);
    if (parent === undefined || parent === '') {
      unattested.push({ commit: sha, subject, reason: 'it has no parent' });
      continue;
    }
    const answer = await findAttestation(ledger, {
      tree: parseTreeSha(tree),
      base: parseCommitSha(parent),
    });
    if (answer.kind === 'unattested')
      unattested.push({ commit: sha, subject, reason: answer.reason });
  }
  return { checked: commits.length, unattested };
}
