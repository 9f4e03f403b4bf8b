import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { refusal } from '../errors/storygate-error';
import { BY_LIBRARY, Git, WITHOUT_LIBRARY, type GitManner } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { lines } from '../git/refs';
import { requireGitVersion } from '../git/version';
import type { WorktreePath } from '../git/worktrees';
import { layoutOf, type Layout } from './layout';

/** One git repository with an Nx workspace in it, seen from one of its checkouts. */
export interface Repository {
  /** Git at the top of the checkout the command was started in. */
  readonly git: Git;
  readonly worktree: WorktreePath;
  readonly mainWorktree: WorktreePath;
  readonly commonDir: string;
  /** The Nx workspace's folder inside a checkout: empty, or `sub/folder/`. */
  readonly prefix: string;
  readonly layout: Layout;
}

/** Finds the repository and Nx workspace around a folder, or refuses with what is missing or too old. */
export async function requireRepository(
  cwd: string,
  manner: GitManner = BY_LIBRARY,
): Promise<Repository> {
  const git = new Git(cwd, {}, manner);
  const finding = findRepository(git);
  const [version] = await Promise.allSettled([requireGitVersion(git), finding]);
  // First: what a git that is too old does not understand is no news.
  if (version.status === 'rejected') throw version.reason;
  return finding;
}

/** The same for git's hooks, which someone waits for: the command that wrote them has seen git's version. */
export function requireHookRepository(cwd: string): Promise<Repository> {
  return findRepository(new Git(cwd, {}, WITHOUT_LIBRARY));
}

async function findRepository(git: Git): Promise<Repository> {
  const [worktree = '', commonDir = '', shallow = ''] = await locate(git);
  if (shallow === 'true') {
    throw refusal({
      code: 'SHALLOW_CLONE',
      message: `${worktree} is a shallow clone, and what a story affects can't be told without history`,
      hints: ['Fetch the rest with `git fetch --unshallow`.'],
    });
  }
  return {
    git: git.at(worktree),
    worktree: worktree as WorktreePath,
    // As git-worktree(1) itself derives it.
    mainWorktree: commonDir.replace(/\/\.git$/, '') as WorktreePath,
    commonDir,
    prefix: findNxPrefix(git.cwd, worktree),
    layout: layoutOf(commonDir),
  };
}

/** The Nx workspace's folder in a checkout of this repository. */
export function nxRootIn(repository: Repository, worktree: string): string {
  return join(worktree, repository.prefix);
}

async function locate(git: Git): Promise<string[]> {
  try {
    return lines(
      await git.run([
        'rev-parse',
        '--path-format=absolute',
        '--show-toplevel',
        '--git-common-dir',
        '--is-shallow-repository',
      ]),
    );
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    throw refusal(
      {
        code: 'NOT_A_REPOSITORY',
        message: `${git.cwd} is not in the checkout of a git repository`,
        hints: ['Go to your Nx workspace, or make it a repository with `git init`.'],
        facts: { git: error.stderr.trim() },
      },
      { cause: error },
    );
  }
}

/** Looks for nx.json from the folder up to the top of the checkout. */
function findNxPrefix(cwd: string, worktree: string): string {
  const top = realpathSync(worktree);
  for (let folder = realpathSync(resolve(cwd)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) {
      const inside = relative(top, folder).split(sep).join('/');
      return inside === '' ? '' : `${inside}/`;
    }
    if (folder === top || folder === dirname(folder)) break;
  }
  throw refusal({
    code: 'NOT_AN_NX_WORKSPACE',
    message: `${worktree} has no nx.json, so it is not an Nx workspace`,
    hints: ['Make it one with `npx nx@latest init`, then `npx nx add @storygate/nx`.'],
  });
}
