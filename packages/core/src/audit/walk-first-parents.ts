import type { Git } from '../git/git';
import { lines } from '../git/refs';
import { findAttestations, type LedgerAnswer, type LedgerView, type Proof } from '../ledger/ledger';
import { parseCommitSha, parseTreeSha, type CommitSha } from '../names/object-id';

/** A commit of trunk's history, with what would prove it; null for one without a parent. */
export interface WalkedCommit {
  readonly commit: CommitSha;
  readonly subject: string;
  readonly proof: Proof | null;
}

/** The first-parent lines that end at `tips`, the newest first, without the commits that `until` has. */
export async function walkFirstParents(
  git: Git,
  tips: readonly CommitSha[],
  until: CommitSha,
): Promise<WalkedCommit[]> {
  if (tips.length === 0) return [];
  const out = await git.run(
    ['log', '--no-show-signature', '--first-parent', '--format=%H %T %P%x09%s', '--stdin'],
    {
      input: [...tips, `^${until}`, ''].join('\n'),
    },
  );
  return lines(out).map(parseLine);
}

function parseLine(line: string): WalkedCommit {
  const [ids = '', ...subject] = line.split('\t');
  const [commit = '', tree = '', parent = ''] = ids.split(' ');
  const proof = parent === '' ? null : { tree: parseTreeSha(tree), base: parseCommitSha(parent) };
  return { commit: parseCommitSha(commit), subject: subject.join('\t'), proof };
}

/** What the ledger answers for each commit, in their order; null for one that nothing could prove. */
export async function lookUpProofs(
  ledger: LedgerView,
  commits: readonly { readonly proof: Proof | null }[],
): Promise<(LedgerAnswer | null)[]> {
  const proofs = commits.flatMap(({ proof }) => (proof === null ? [] : [proof]));
  const answers = await findAttestations(ledger, proofs);
  return commits.map(({ proof }) =>
    proof === null ? null : (answers[proofs.indexOf(proof)] ?? null),
  );
}
