import { setTimeout as delay } from 'node:timers/promises';
import { findStorageTrouble } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import {
  hasEnded,
  identitySchema,
  thisProcess,
  type ProcessIdentity,
} from '../process/process-identity';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { parseJsonAs } from './parse-json';

/*
 * A lock is a ref, refs/storygate/lock/<name>, that names a blob with its owner's identity.
 * Invariants:
 * - it is taken, taken over and released by compare-and-swap, so two processes never both believe they hold it;
 * - it is taken over only from an owner that is known to have ended, never from one that is stopped or elsewhere;
 * - nothing's correctness rests on it: trunk itself moves by compare-and-swap. It saves work done twice.
 */

const LOCK_NAMES = ['gate', 'stories'] as const;
/** What a lock is for; each name is one lock of the repository. */
export type LockName = (typeof LOCK_NAMES)[number];

/** What became of an attempt to do something while holding a lock: done, or who holds it. */
export type Locked<T> =
  | { readonly held: true; readonly value: T }
  | { readonly held: false; readonly owner: ProcessIdentity };

/** Runs `work` while holding a lock, unless a live owner holds it. */
export async function tryLock<T>(
  git: Git,
  name: LockName,
  work: () => Promise<T>,
): Promise<Locked<T>> {
  const ref = lockRef(name);
  const taken = await take(git, ref);
  if (typeof taken !== 'string') return { held: false, owner: taken };
  try {
    return { held: true, value: await work() };
  } finally {
    await swap(git, ref, taken, null);
  }
}

/** The ref that is a lock. */
export function lockRef(name: LockName): string {
  return `refs/storygate/lock/${name}`;
}

/** Takes a lock: the blob that names this process, or the live owner. Whoever is refused has written nothing. */
async function take(git: Git, ref: string): Promise<string | ProcessIdentity> {
  let mine: string | null = null;
  for (const since = performance.now(); ;) {
    const owner = await readOwner(git, ref);
    if (owner !== null && !hasEnded(owner.identity)) return owner.identity;
    mine ??= await writeOwner(git, thisProcess());
    const failure = await swap(git, ref, owner?.blob ?? null, mine);
    if (failure === null) return mine;
    const trouble = findStorageTrouble(failure);
    if (trouble !== null) throw trouble;
    if (performance.now() - since > LONGEST) throw stuck(ref);
    await delay(Math.random() * 50);
  }
}

/**
 * Runs `work` while holding a lock; waits for a live owner, telling who it is. That a process waits for itself, doing
 * several things at once, is no news.
 */
export async function withLock<T>(
  git: Git,
  name: LockName,
  emit: Emit,
  work: () => Promise<T>,
): Promise<T> {
  let told = false;
  for (;;) {
    const locked = await tryLock(git, name, work);
    if (locked.held) return locked.value;
    const { pid } = locked.owner;
    if (!told && pid !== process.pid) emit({ type: 'waiting', lock: name, pid });
    told = true;
    await delay(200, undefined, { signal: interruption }).catch(throwIfInterrupted);
  }
}

/** Who holds a lock now, or null. */
export async function readLockOwner(git: Git, name: LockName): Promise<ProcessIdentity | null> {
  return (await readOwner(git, lockRef(name)))?.identity ?? null;
}

/** The locks whose owner is known to have ended; the next to want one takes it over. */
export async function findAbandonedLocks(git: Git): Promise<LockName[]> {
  const abandoned: LockName[] = [];
  for (const name of LOCK_NAMES) {
    const owner = await readLockOwner(git, name);
    if (owner !== null && hasEnded(owner)) abandoned.push(name);
  }
  return abandoned;
}

/** Others may win some races in a row; in so many milliseconds, only a lock file of git's explains it. */
const LONGEST = 20_000;

function stuck(ref: string) {
  return refusal({
    code: 'LOCK_STUCK',
    message: `git does not let ${ref} change`,
    hints: [
      `A git process that was killed may have left a file: look at \`$(git rev-parse --git-common-dir)/${ref}.lock\` and remove it when no git runs.`,
    ],
    facts: { ref },
  });
}

/** Whose it is can't be told, so nobody may take it. */
function damaged(ref: string) {
  return refusal({
    code: 'LOCK_DAMAGED',
    message: `${ref} does not say who holds that lock`,
    hints: [`When no other Storygate runs in this repository: \`git update-ref -d ${ref}\`.`],
    facts: { ref },
  });
}

async function writeOwner(git: Git, identity: ProcessIdentity): Promise<string> {
  return git.line(['hash-object', '-w', '--stdin'], {
    input: JSON.stringify({ ...identity, token: `${performance.timeOrigin}-${Math.random()}` }),
  });
}

async function readOwner(
  git: Git,
  ref: string,
): Promise<{ readonly blob: string; readonly identity: ProcessIdentity } | null> {
  const { stdout } = await git.answer(['for-each-ref', '--format=%(objectname)', ref], [0]);
  const blob = stdout.trim();
  if (blob === '') return null;
  const identity = parseJsonAs(await git.run(['cat-file', 'blob', blob]), identitySchema);
  if (identity === null) throw damaged(ref);
  return { blob, identity };
}

/** Changes or deletes the lock's ref, from exactly `old`; what git says when it does not let it change, null when it did. */
async function swap(
  git: Git,
  ref: string,
  old: string | null,
  next: string | null,
): Promise<GitFailed | null> {
  const zero = '0'.repeat((old ?? next ?? '').length);
  const command =
    next === null ? ['update-ref', '-d', ref, old ?? zero] : ['update-ref', ref, next, old ?? zero];
  try {
    await git.shielded().run(command);
    return null;
  } catch (error) {
    if (error instanceof GitFailed) return error;
    throw error;
  }
}
