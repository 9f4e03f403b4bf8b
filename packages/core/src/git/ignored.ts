import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readTextOrNull } from '../state/read-text';
import type { Git } from './git';

/**
 * Makes git ignore one path below `git.cwd`, in every checkout of the repository, by its own list (`info/exclude`)
 * and not by a tracked file. Leaves the list alone where git ignores the path already.
 */
export async function ignoreLocally(git: Git, path: string): Promise<void> {
  if (await isIgnored(git, path)) return;
  // The common directory's, whichever worktree asks.
  const file = await git.line([
    'rev-parse',
    '--path-format=absolute',
    '--git-path',
    'info/exclude',
  ]);
  const prefix = (await git.line(['rev-parse', '--show-prefix'])).trim();
  const text = readTextOrNull(file) ?? '';
  await mkdir(dirname(file), { recursive: true });
  await appendFile(
    file,
    `${text === '' || text.endsWith('\n') ? '' : '\n'}/${literal(prefix + path)}\n`,
  );
}

/** Whether git ignores a path below `git.cwd`. */
export function isIgnored(git: Git, path: string): Promise<boolean> {
  return git.asks(['check-ignore', '--quiet', '--', path]);
}

/** A path as a pattern that matches only it (gitignore(5)). */
function literal(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, '\\$&');
}
