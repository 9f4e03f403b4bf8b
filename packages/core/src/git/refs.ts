import { parseCommitSha, parseObjectId, type CommitSha, type ObjectId } from '../names/object-id';
import type { Git } from './git';
import { GitFailed } from './git-failed';

/** The commit a ref names, or null where there is no such ref. */
export async function readRef(git: Git, ref: string): Promise<CommitSha | null> {
  const { exitCode, stdout } = await git.answer(
    ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
    [0, 1],
  );
  return exitCode === 1 ? null : parseCommitSha(stdout);
}

/** The object a ref names, whatever it is and whether it is there or not; null where there is no such ref. */
export async function readRefObject(git: Git, ref: string): Promise<ObjectId | null> {
  const { exitCode, stdout } = await git.answer(['rev-parse', '--verify', '--quiet', ref], [0, 1]);
  return exitCode === 1 ? null : parseObjectId(stdout);
}

/** A ref under a prefix, with the commit it names. */
export interface NamedCommit {
  readonly ref: string;
  readonly commit: CommitSha;
}

/** Every ref under a prefix such as `refs/heads/story/`, by name. */
export async function listRefs(git: Git, prefix: string): Promise<NamedCommit[]> {
  const out = await git.run(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
  return lines(out).map((line) => ({
    commit: parseCommitSha(line.slice(0, line.indexOf(' '))),
    ref: line.slice(line.indexOf(' ') + 1),
  }));
}

/** One change of a ref: from exactly `old` (null: it must not exist) to `next` (null: delete it). */
export interface RefChange {
  readonly ref: string;
  readonly old: CommitSha | ObjectId | null;
  readonly next: CommitSha | ObjectId | null;
}

/** How long git waits for another git that is changing the same ref; its own 100 ms are less than a hook may take. */
const PATIENCE = ['-c', 'core.filesRefLockTimeout=5000', '-c', 'core.packedRefsTimeout=5000'];

/**
 * Applies all changes in one ref transaction, or none. Returns false when a ref no longer has the value it was
 * expected to have; every other trouble throws.
 */
export async function changeRefs(
  git: Git,
  changes: readonly RefChange[],
  reason: string,
): Promise<boolean> {
  const zero = '0'.repeat((changes[0]?.old ?? changes[0]?.next ?? '').length || 40);
  const script = changes.map(({ ref, old, next }) =>
    next === null ? `delete ${ref} ${old ?? zero}` : `update ${ref} ${next} ${old ?? zero}`,
  );
  try {
    await git.run([...PATIENCE, 'update-ref', '-m', reason, '--stdin'], {
      input: ['start', ...script, 'prepare', 'commit', ''].join('\n'),
    });
    return true;
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    // git's exit code is the same for a stale ref and for other trouble, so look at the refs themselves.
    for (const { ref, old } of changes) {
      if ((await readRefObject(git, ref)) !== old) return false;
    }
    throw error;
  }
}

/** The lines of a command's output, without the empty last one. */
export function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '');
}

/** The entries of NUL-separated output. */
export function entries(output: string): string[] {
  return output.split('\0').filter((entry) => entry !== '');
}
