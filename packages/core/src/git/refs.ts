import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { Git } from './git';
import { GitFailed } from './git-failed';

/** The commit a ref names, or null where there is no such ref. */
export async function readRef(git: Git, ref: string): Promise<CommitSha | null> {
  const { stdout } = await git.answer(
    ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
    [0, 1],
  );
  const text = stdout.trim();
  return text === '' ? null : parseCommitSha(text);
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
  readonly old: CommitSha | null;
  readonly next: CommitSha | null;
}

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
    await git.run(['update-ref', '-m', reason, '--stdin'], {
      input: ['start', ...script, 'prepare', 'commit', ''].join('\n'),
    });
    return true;
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    // git's exit code is the same for a stale ref and for other trouble, so look at the refs themselves.
    for (const { ref, old } of changes) {
      if ((await readRef(git, ref)) !== old) return false;
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
