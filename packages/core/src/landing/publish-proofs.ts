import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { readRef } from '../git/refs';
import { makeLedgerCommits } from '../ledger/make-ledger-commits';
import { LEDGER_REF, remoteLedgerRef, type LedgerEntry } from '../ledger/ledger';
import { pushChanges } from '../queue/push-changes';
import { fetchTrunk, refusedByServer, type RemoteTrunk } from './remote-trunk';

/** Others may add to the ledger in between this often. */
const MOST_ATTEMPTS = 10;

/** Adds entries to a remote's ledger, without trunk; a server's hook may refuse what its keys did not sign. */
export async function publishProofs(
  git: Git,
  trunk: RemoteTrunk,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const { remote } = trunk;
  const seen = remoteLedgerRef(remote);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const old = await readRef(git, seen);
    const next = await makeLedgerCommits(git, old, entries);
    if (await push(git, remote, { ref: LEDGER_REF, old, next })) {
      await git.run(['update-ref', seen, next]);
      return;
    }
    await fetchTrunk(git, trunk);
  }
  throw refusal({
    code: 'LEDGER_BUSY',
    message: `the attestation was not published: the ledger of ${remote} changed again and again`,
    hints: ['Run the same command again.'],
    facts: { remote },
  });
}

async function push(
  git: Git,
  remote: string,
  change: Parameters<typeof pushChanges>[2][number],
): Promise<boolean> {
  try {
    return await pushChanges(git, remote, [change]);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    const what = 'the attestation';
    throw refusedByServer(error, { remote, what, hint: NAME_THE_KEY }) ?? error;
  }
}

const NAME_THE_KEY =
  "Name this clone's public key, which is in .git/storygate/keys, in options.merge.keys on trunk.";
