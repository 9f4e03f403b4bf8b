import type { Git } from '../git/git';
import { internalError } from '../errors/storygate-error';
import type { CommitSha } from '../names/object-id';
import { makeLedgerCommit, type LedgerEntry } from './ledger';

/** Makes a ledger commit for each entry, one on the other, the first on `tip`, and returns the last; moves no ref. */
export async function extendLedger(
  git: Git,
  tip: CommitSha | null,
  entries: readonly LedgerEntry[],
): Promise<CommitSha> {
  let ledger = tip;
  for (const entry of entries) ledger = await makeLedgerCommit(git, ledger, entry);
  if (ledger === null) throw internalError('a ledger begins with one entry at least');
  return ledger;
}
