import { refusal, type StorygateError } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { readRef } from '../git/refs';
import { LEDGER_REF, remoteLedgerRef } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';

/** A trunk that lives on a remote. */
export interface RemoteTrunk {
  readonly remote: string;
  readonly branch: string;
}

/** Fetches trunk and the remote's ledger, always both: to a ledger that is newer, trunk would seem to have lost commits. */
export async function fetchTrunk(git: Git, { remote, branch }: RemoteTrunk): Promise<void> {
  await git.run([
    'fetch',
    '--quiet',
    '--no-tags',
    remote,
    `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`,
    // A pattern, since a ref that the remote does not have yet would be an error.
    `+${LEDGER_REF}*:${remoteLedgerRef(remote)}*`,
  ]);
}

/** What one push moves, both or neither. */
export interface TrunkPush extends RemoteTrunk {
  readonly base: CommitSha;
  readonly commit: CommitSha;
  /** The remote's ledger as last seen, and the one that attests `commit`. */
  readonly ledgerBase: CommitSha | null;
  readonly ledger: CommitSha;
}

/** Pushes trunk and ledger in one transaction with a lease on both. False when the remote moved meanwhile. */
export async function pushTrunk(git: Git, push: TrunkPush): Promise<boolean> {
  const { remote, branch, base, commit, ledgerBase, ledger } = push;
  try {
    await git.run([
      'push',
      '--quiet',
      '--atomic',
      // The hook would ask the ledger about what this very push attests.
      '--no-verify',
      `--force-with-lease=refs/heads/${branch}:${base}`,
      `--force-with-lease=${LEDGER_REF}:${ledgerBase ?? ''}`,
      remote,
      `${commit}:refs/heads/${branch}`,
      `${ledger}:${LEDGER_REF}`,
    ]);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    await fetchTrunk(git, push);
    const trunk = await readRef(git, `refs/remotes/${remote}/${branch}`);
    const seen = await readRef(git, remoteLedgerRef(remote));
    if (trunk === base && seen === ledgerBase) throw guarded(error, push) ?? error;
    return trunk === commit;
  }
  const seen = `refs/remotes/${remote}/${branch}`;
  // Git does that only where the remote's settings map the branch, and the ledger must not seem ahead of trunk.
  if ((await readRef(git, seen)) === base) await git.run(['update-ref', seen, commit, base]);
  await git.run(['update-ref', remoteLedgerRef(remote), ledger]);
  return true;
}

/** Pushes the ledger alone, from what was last seen of it; a remote whose ledger moved meanwhile refuses. */
export async function pushLedger(
  git: Git,
  push: { readonly remote: string; readonly base: CommitSha | null; readonly ledger: CommitSha },
): Promise<void> {
  const { remote, base, ledger } = push;
  const lease = `--force-with-lease=${LEDGER_REF}:${base ?? ''}`;
  await git.run(['push', '--quiet', '--no-verify', lease, remote, `${ledger}:${LEDGER_REF}`]);
  await git.run(['update-ref', remoteLedgerRef(remote), ledger]);
}

/** A server whose own hook did not take the push is no defect: a runner there lands instead. */
function guarded(error: GitFailed, { remote, branch }: RemoteTrunk): StorygateError | null {
  if (!error.stderr.includes('pre-receive hook declined')) return null;
  const said = error.stderr
    .split('\n')
    .map((line) => line.replace(/^remote: /, '').trim())
    .find((line) => line.startsWith('error: '));
  return refusal(
    {
      code: 'REMOTE_REFUSED',
      message: `${remote} did not take the new ${branch}: ${said?.replace('error: ', '') ?? 'its hook declined'}`,
      hints: ['Let a runner there land the story: `npx storygate merge <story> --no-wait`.'],
      facts: { remote, branch },
    },
    { cause: error },
  );
}
