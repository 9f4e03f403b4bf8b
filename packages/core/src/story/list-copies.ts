import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { entries } from '../git/refs';
import { hasCode } from '../errors/messages';
import { nxRootIn, type Repository } from '../repository/repository';

/** What `stories.copy` names in the main checkout, relative to the Nx workspace. */
export interface Copies {
  readonly files: readonly string[];
  /** Links that lead out of the checkout, or nowhere: these are not followed. */
  readonly links: readonly string[];
}

/** Packages come by `stories.dependencies`, and looking through them would take long. */
const NEVER = ':(exclude,glob)**/node_modules/**';

/**
 * Lists the untracked files of the main checkout that git's glob patterns name. A folder counts only where a pattern
 * names it or all that is in it; its files are listed then.
 */
export async function listCopies(
  repository: Repository,
  patterns: readonly string[],
): Promise<Copies> {
  if (patterns.length === 0) return { files: [], links: [] };
  const root = nxRootIn(repository, repository.mainWorktree);
  const git = repository.git.at(root);
  const list = async (pathspecs: readonly string[], how: readonly string[] = []) =>
    entries(await git.run(['ls-files', '--others', ...how, '-z', '--', ...pathspecs, NEVER]));
  // This way git does not look into a folder, such as node_modules, in which no pattern can match.
  const named = await list(
    patterns.map((pattern) => `:(glob)${pattern}`),
    ['--directory'],
  );
  const folders = named.filter((path) => path.endsWith('/'));
  const inside = folders.length === 0 ? [] : await list(folders.map((path) => `:(literal)${path}`));
  // What still ends so is a repository of its own.
  const paths = [...named, ...inside].filter((path) => !path.endsWith('/')).sort();
  const copies = { files: [] as string[], links: [] as string[] };
  const top = await realpath(repository.mainWorktree);
  for (const path of new Set(paths))
    copies[(await isInside(join(root, path), top)) ? 'files' : 'links'].push(path);
  return copies;
}

/** Whether a path is a file of the checkout, or a link to one. */
async function isInside(path: string, top: string): Promise<boolean> {
  if (!(await lstat(path)).isSymbolicLink()) return true;
  try {
    const target = await realpath(path);
    return target.startsWith(top + sep) && (await lstat(target)).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ELOOP')) return false;
    throw error;
  }
}
