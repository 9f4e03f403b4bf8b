import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasCode } from '../errors/messages';
import { isFolderAt } from '../git/commits';
import { readRef } from '../git/refs';
import { listWorktrees } from '../git/worktrees';
import { nxRootIn, type Repository } from '../repository/repository';
import { readTrunkLocation, trunkRef } from '../repository/trunk';
import { HOOK_NAMES, type HookName } from './hook-script';

/** The hooks that git or husky would run without Storygate, and that ours hand on to. */
export interface UserHooks {
  /** The folder git would look into, absolute or relative to a checkout; `.husky` is looked at besides. */
  readonly before: string;
  /** The hooks there can be. For any other, git would start a shell that finds nothing to do. */
  readonly names: readonly HookName[];
}

/**
 * Finds the user's hooks. With husky, that is all of them: it runs a `.husky/<hook>` from the moment somebody writes
 * it. Otherwise those that are there now.
 */
export async function findUserHooks(repository: Repository): Promise<UserHooks> {
  const configured = await readHooksPath(repository);
  const shims = configured !== null && /(^|\/)\.husky\/_\/?$/.test(configured);
  const before = configured === null || shims ? join(repository.commonDir, 'hooks') : configured;
  const worktrees = (await listWorktrees(repository.git))
    .filter(({ bare, prunable }) => !bare && !prunable)
    .map(({ path }) => path);
  if (shims || (await hasHusky(repository, worktrees))) return { before, names: HOOK_NAMES };
  const names: HookName[] = [];
  for (const name of HOOK_NAMES) {
    const files = worktrees.map((worktree) => resolve(worktree, before, name));
    if ((await Promise.all(files.map(isExecutable))).includes(true)) names.push(name);
  }
  return { before, names };
}

/** The shared setting: what a worktree's own says is Storygate's. Null: git's default, or ours after all. */
async function readHooksPath(repository: Repository): Promise<string | null> {
  const config = join(repository.commonDir, 'config');
  const { stdout } = await repository.git.answer(
    ['config', '--file', config, '--get', 'core.hooksPath'],
    [0, 1],
  );
  const path = stdout.trim();
  return path === '' || path === repository.layout.hooks ? null : path;
}

/** Whether a checkout has a folder `.husky`, or would have one when it is made from trunk. */
async function hasHusky(repository: Repository, worktrees: readonly string[]): Promise<boolean> {
  const folders = worktrees.map((worktree) => join(nxRootIn(repository, worktree), '.husky'));
  if ((await Promise.all(folders.map(isFolder))).includes(true)) return true;
  const trunk = await readRef(repository.git, trunkRef(readTrunkLocation(repository)));
  return trunk !== null && (await isFolderAt(repository.git, trunk, `${repository.prefix}.husky`));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}

/** As git decides whether a hook is there; access(2). */
async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].some((code) => hasCode(error, code))) return false;
    throw error;
  }
}
