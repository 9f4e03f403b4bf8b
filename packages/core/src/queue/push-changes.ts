import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { isLockedThere } from '../git/remote-lock';
import { lines, type RefChange } from '../git/refs';

/**
 * Pushes all changes or none, each with a lease. False when the remote refused and a ref is no longer what it was
 * expected to be, or another push holds its lock; other trouble throws.
 */
export async function pushChanges(
  git: Git,
  remote: string,
  changes: readonly RefChange[],
): Promise<boolean> {
  try {
    await git.run([
      'push',
      '--quiet',
      '--atomic',
      '--no-verify',
      ...changes.map(({ ref, old }) => `--force-with-lease=${ref}:${old ?? ''}`),
      remote,
      ...changes.map(({ ref, next }) => `${next ?? ''}:${ref}`),
    ]);
    return true;
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    if (isLockedThere(error)) return false;
    const refs = changes.map(({ ref }) => ref);
    const seen = lines(await git.run(['ls-remote', remote, ...refs]));
    const isAsExpected = ({ ref, old }: RefChange): boolean =>
      (seen.find((line) => line.endsWith(`\t${ref}`))?.split('\t')[0] ?? null) === old;
    if (changes.every(isAsExpected)) throw error;
    return false;
  }
}
