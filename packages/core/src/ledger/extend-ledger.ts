import { internalError } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { LedgerEntry, Proof } from './ledger';

/** Needed by git's stream of commits; no ref of this name is ever made, since the stream ends by deleting it. */
const BRANCH = 'refs/storygate/in-the-making';
const AUTHOR = 'Storygate <storygate@localhost>';

/**
 * Makes the ledger commits that follow `tip`, one for each entry with a message in one line, and returns the last; moves no
 * ref. One git makes them all: a batch of landings would otherwise start five for each.
 */
export async function extendLedger(
  git: Git,
  tip: CommitSha | null,
  entries: readonly LedgerEntry[],
): Promise<CommitSha> {
  const seconds = Math.floor(Date.now() / 1000);
  const commits = entries.map(({ proof, envelope, message }, index) =>
    [
      `commit ${BRANCH}`,
      `mark :${index + 1}`,
      `committer ${AUTHOR} ${seconds} +0000`,
      data(`${message}\n`),
      ...(index === 0 && tip !== null ? [`from ${tip}`] : []),
      `M 100644 inline ${proofPath(proof)}`,
      data(`${JSON.stringify(envelope)}\n`),
    ].join('\n'),
  );
  const [first] = entries;
  if (first === undefined) throw internalError('a ledger grows by one entry at least');
  const nothing = '0'.repeat(first.proof.tree.length);
  const end = [`get-mark :${entries.length}`, `reset ${BRANCH}`, `from ${nothing}`, '', 'done', ''];
  return parseCommitSha(
    await git.line(['fast-import', '--quiet', '--done', '--cat-blob-fd=1'], {
      input: [...commits, ...end].join('\n'),
    }),
  );
}

/** Where a ledger's tree holds the attestation that proves this. */
export function proofPath({ tree, base }: Proof): string {
  return `${tree}/${base}.json`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
