import { setTimeout as delay } from 'node:timers/promises';
import { refusal, type StorygateError } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { isLockedThere } from '../git/remote-lock';
import { readRef } from '../git/refs';
import { LEDGER_REF, remoteLedgerRef } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import { interruption, throwIfInterrupted } from '../process/interruption';

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

const LET_A_RUNNER = 'Let a runner there land the story: `npx storygate merge <story> --no-wait`.';

/** Others may hold the remote's locks this often in a row, and so long each, in milliseconds. */
const MOST_LOCKED = 40;
const LOCKED_FOR = 250;

/** Pushes trunk and ledger in one transaction with a lease on both. False when the remote moved meanwhile. */
export async function pushTrunk(git: Git, push: TrunkPush): Promise<boolean> {
  for (let left = MOST_LOCKED; ; left--) {
    const end = await tryPush(git, push);
    if (end !== 'locked') return end === 'pushed';
    if (left === 0) throw lockedThere(push.remote);
    await delay(LOCKED_FOR, undefined, { signal: interruption }).catch(throwIfInterrupted);
  }
}

async function tryPush(git: Git, push: TrunkPush): Promise<'pushed' | 'moved' | 'locked'> {
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
    // The answer may have been lost on its way.
    if (trunk === commit) return 'pushed';
    if (trunk !== base || seen !== ledgerBase) return 'moved';
    if (isLockedThere(error)) return 'locked';
    const refused = { remote, what: `the new ${branch}`, hint: LET_A_RUNNER };
    throw refusedByServer(error, refused) ?? error;
  }
  const seen = `refs/remotes/${remote}/${branch}`;
  // Git does that only where the remote's settings map the branch, and the ledger must not seem ahead of trunk.
  if ((await readRef(git, seen)) === base) await git.run(['update-ref', seen, commit, base]);
  await git.run(['update-ref', remoteLedgerRef(remote), ledger]);
  return 'pushed';
}

function lockedThere(remote: string): StorygateError {
  return refusal({
    code: 'REMOTE_LOCKED',
    message: `${remote} let nothing change: another push is at work there, or one that was killed left a lock file`,
    hints: [
      'Run the command again. If it ends so once more, look in that repository for a file `refs/heads/*.lock`.',
    ],
    facts: { remote },
  });
}

/** What a push was to change on a remote, and what to do when a hook there does not let it. */
export interface RefusedPush {
  readonly remote: string;
  readonly what: string;
  readonly hint: string;
}

/** The refusal that a server's own hook did not take a push, which is no defect; null for other trouble. */
export function refusedByServer(
  error: GitFailed,
  { remote, what, hint }: RefusedPush,
): StorygateError | null {
  if (!error.stderr.includes('pre-receive hook declined')) return null;
  const said = error.stderr
    .split('\n')
    .map((line) => line.replace(/^remote: /, '').trim())
    .find((line) => line.startsWith('error: '));
  return refusal(
    {
      code: 'REMOTE_REFUSED',
      message: `${remote} did not take ${what}: ${said?.replace('error: ', '') ?? 'its hook declined'}`,
      hints: [hint],
      facts: { remote },
    },
    { cause: error },
  );
}
