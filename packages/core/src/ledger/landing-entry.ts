import { lines } from '../git/refs';
import { parseCommitSha, parseTreeSha, type CommitSha } from '../names/object-id';
import type { Envelope } from './envelope';
import type { LedgerEntry, LedgerView, Proof } from './ledger';

/** A commit that trunk advanced to, with what proved it. */
export interface Landing extends Proof {
  readonly commit: CommitSha;
}

const ID = '([0-9a-f]{40}|[0-9a-f]{64})';
const LANDED = new RegExp(`^Land ${ID}: ${ID} on ${ID}$`);

/** What the ledger says of an advance of trunk, in the same transaction; never of a candidate that only might land. */
export function landingEntry({ commit, tree, base }: Landing, envelope: Envelope): LedgerEntry {
  return { proof: { tree, base }, envelope, message: `Land ${commit}: ${tree} on ${base}` };
}

/** Every landing the ledger tells of, the newest first. Its messages are not signed: they prove nothing by themselves. */
export async function readLandings({ git, tips }: LedgerView): Promise<Landing[]> {
  if (tips.length === 0) return [];
  const messages = await git.run(['log', '--no-show-signature', '--format=%s', ...tips]);
  return lines(messages).flatMap((message) => {
    const [, commit, tree, base] = LANDED.exec(message) ?? [];
    if (commit === undefined || tree === undefined || base === undefined) return [];
    return [
      { commit: parseCommitSha(commit), tree: parseTreeSha(tree), base: parseCommitSha(base) },
    ];
  });
}
