import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import type { Git } from '../git/git';
import { readLfsFiles } from '../git/lfs';
import { readSubmodules, type Submodule } from '../git/submodules';
import type { CommitSha } from '../names/object-id';
import { checkOut } from './check-out';
import { resetSettings } from './reset-settings';
import { listFolder } from '../state/list-folder';

/*
 * What a commit names without having it: submodules, and the content of git-lfs pointers. Submodules are filled from what
 * the repository and its worktrees have of them, by commit: no URL that a story could have written is followed, and
 * nothing is fetched. What can't be had is told, so that no gate runs on an empty folder.
 */

/** What a checkout lacks of what its commit names; paths from its top. */
export interface Filled {
  /** Submodules that are nowhere, as `<path> at <commit>`. */
  readonly missing: readonly string[];
  /** Files that are pointers of git-lfs. */
  readonly pointers: readonly string[];
  /** Files whose content is not what their git-lfs pointer names. */
  readonly wrong: readonly string[];
}

/** Fills what is checked out, and what is in its submodules. `owners` are git directories that may have submodules. */
export async function fillCheckout(
  git: Git,
  commit: CommitSha,
  owners: readonly string[],
): Promise<Filled> {
  const { pointers, wrong } = await readLfsFiles(git);
  let filled: Filled = { missing: [], pointers, wrong };
  for (const submodule of await readSubmodules(git, commit)) {
    const inner = await fillSubmodule(git, submodule, owners);
    filled = {
      missing: [...filled.missing, ...inner.missing],
      pointers: [...filled.pointers, ...inner.pointers],
      wrong: [...filled.wrong, ...inner.wrong],
    };
  }
  return filled;
}

/** The git directories in which a repository may keep submodules: its own, and those of its worktrees. */
export function submoduleOwners(commonDir: string): string[] {
  const worktrees = join(commonDir, 'worktrees');
  return [commonDir, ...listFolder(worktrees).map((name) => join(worktrees, name))];
}

async function fillSubmodule(
  git: Git,
  submodule: Submodule,
  owners: readonly string[],
): Promise<Filled> {
  const { name, path, commit } = submodule;
  const stores = owners.map((owner) => join(owner, 'modules', name));
  const store = await findStore(git, stores, commit);
  if (store === null)
    return { missing: [`${path} at ${commit.slice(0, 10)}`], pointers: [], wrong: [] };
  const there = git.at(join(git.cwd, path));
  await checkOutFrom(there, store, commit);
  const inner = await fillCheckout(there, commit, stores);
  const below = (one: string) => `${path}/${one}`;
  return {
    missing: inner.missing.map(below),
    pointers: inner.pointers.map(below),
    wrong: inner.wrong.map(below),
  };
}

async function findStore(
  git: Git,
  stores: readonly string[],
  commit: CommitSha,
): Promise<string | null> {
  for (const store of stores) {
    const question = [...inside(store), 'cat-file', '-e', `${commit}^{tree}`];
    if ((await git.answer(question, [0, 1, 128])).exitCode === 0) return store;
  }
  return null;
}

/** A store's own settings name the folder it is checked out in, which need not be there any more. */
function inside(store: string): string[] {
  return [`--git-dir=${store}`, '--work-tree=.'];
}

/** Checks a submodule out in a repository of its own that borrows the store's objects. */
async function checkOutFrom(git: Git, store: string, commit: CommitSha): Promise<void> {
  const gitDir = join(git.cwd, '.git');
  if (!(await isFolder(gitDir))) {
    await rm(git.cwd, { recursive: true, force: true });
    await mkdir(git.cwd, { recursive: true });
  }
  const format = await git.line([...inside(store), 'rev-parse', '--show-object-format']);
  await git.run(['init', '--quiet', `--object-format=${format}`]);
  await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${join(store, 'objects')}\n`);
  await resetSettings(gitDir, format);
  await checkOut(git, commit);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
