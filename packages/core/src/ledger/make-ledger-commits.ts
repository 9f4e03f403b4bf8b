import { internalError } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { importCommits } from '../git/import-commits';
import type { CommitSha } from '../names/object-id';
import type { LedgerEntry, Proof } from './ledger';

/**
 * Makes the ledger commits that follow `tip`, one for each entry with a message in one line, and returns the last; moves no
 * ref.
 */
export async function makeLedgerCommits(
  git: Git,
  tip: CommitSha | null,
  entries: readonly LedgerEntry[],
): Promise<CommitSha> {
  const commits = entries.map(({ proof, envelope, message }, index) => ({
    parent: index === 0 ? tip : ('previous' as const),
    message,
    files: [{ path: proofPath(proof), text: `${JSON.stringify(envelope)}\n` }],
  }));
  const last = (await importCommits(git, commits)).at(-1);
  if (last === undefined) throw internalError('a ledger grows by one entry at least');
  return last;
}

/** Where a ledger's tree holds the attestation that proves this. */
export function proofPath({ tree, base }: Proof): string {
  return `${tree}/${base}.json`;
}
