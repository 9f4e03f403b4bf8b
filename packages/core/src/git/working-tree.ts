import type { Git } from './git';
import { entries } from './refs';

/** Paths that a checkout has changed, staged or left untracked; ignored files are not among them. */
export async function readDirtyPaths(git: Git): Promise<string[]> {
  // Two letters and a space come first.
  return (await readEntries(git, 'all')).map((entry) => entry.slice(3));
}

/** Makes git keep an untracked cache for one checkout, and fills it; not where folders' times can't be relied on. */
export async function keepUntrackedCache(git: Git): Promise<void> {
  // git's own scalar turns it on everywhere but there.
  if (process.platform === 'win32') return;
  await git.run(['config', '--worktree', 'core.untrackedCache', 'true']);
  await readEntries(git.with({ GIT_OPTIONAL_LOCKS: '1' }), 'normal');
}

async function readEntries(git: Git, untracked: 'all' | 'normal'): Promise<string[]> {
  return entries(
    await git.run([
      ...['status', '--porcelain=v1', '-z', `--untracked-files=${untracked}`],
      ...['--no-renames', '--ignore-submodules=none'],
    ]),
  );
}
