import type { Git } from './git';
import { entries } from './refs';

/** Paths that a checkout has changed, staged or left untracked; ignored files are not among them. */
export async function readDirtyPaths(git: Git): Promise<string[]> {
  return (await readEntries(git, 'all')).map(pathOf);
}

/**
 * The same paths, asked for in the way that lets git answer from its untracked cache, where it keeps one for the
 * checkout. It trusts the times of folders, so this is for showing, not for proving.
 */
export async function glanceAtDirtyPaths(git: Git): Promise<string[]> {
  // Who glances at many checkouts has as many gits at once as there are cores: threads in each only take turns.
  const found = await readEntries(git, 'normal', ['-c', 'core.preloadIndex=false']);
  // This way it names an untracked folder instead of what is in it.
  const isFolder = (entry: string): boolean => entry.startsWith('?? ') && entry.endsWith('/');
  const folders = found.filter(isFolder).map((entry) => `:(top,literal)${pathOf(entry)}`);
  if (folders.length === 0) return found.map(pathOf);
  const inside = await git.run([
    ...['ls-files', '--others', '--exclude-standard', '-z', '--', ...folders],
  ]);
  return [...found.filter((entry) => !isFolder(entry)).map(pathOf), ...entries(inside)];
}

/** Makes git keep an untracked cache for one checkout, and fills it; not where folders' times can't be relied on. */
export async function keepUntrackedCache(git: Git): Promise<void> {
  // git's own scalar turns it on everywhere but there.
  if (process.platform === 'win32') return;
  await git.run(['config', '--worktree', 'core.untrackedCache', 'true']);
  await readEntries(git.with({ GIT_OPTIONAL_LOCKS: '1' }), 'normal');
}

async function readEntries(
  git: Git,
  untracked: 'all' | 'normal',
  settings: readonly string[] = [],
): Promise<string[]> {
  return entries(
    await git.run([
      ...settings,
      ...['status', '--porcelain=v1', '-z', `--untracked-files=${untracked}`],
      ...['--no-renames', '--ignore-submodules=none'],
    ]),
  );
}

/** Two letters and a space come first. */
function pathOf(entry: string): string {
  return entry.slice(3);
}
