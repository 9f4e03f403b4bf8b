import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import { findStorageTrouble } from '../errors/storage-trouble';
import { changedPaths } from '../git/commits';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { entries, readRef } from '../git/refs';
import { readDirtyPaths } from '../git/working-tree';
import { listWorktrees, type Worktree } from '../git/worktrees';
import type { CommitSha } from '../names/object-id';
import { planOverlap } from './plan-overlap';

/*
 * Checkouts of trunk's branch are brought along when it advances. Invariants:
 * - no checkout ever shows changes nobody made: while trunk moves, a checkout of it is detached where it was, and only
 *   then goes on to the new tip;
 * - uncommitted work is never touched: where it is in the way, the checkout stays detached and says so;
 * - a checkout that a killed landing left detached is known by the last line of its reflog, and is brought along by
 *   the next landing.
 */

const MARK = 'storygate: detached while trunk advances';

/** The checkouts that have the branch, and those a killed landing left detached. */
export async function findTrunkCheckouts(git: Git, branchRef: string): Promise<Worktree[]> {
  const worktrees = await listWorktrees(git);
  const own = worktrees.filter(
    ({ branch, bare, prunable }) => branch === branchRef && !bare && !prunable,
  );
  return [...own, ...(await findLeftDetached(git))];
}

/** The checkouts that a killed landing left detached. */
export async function findLeftDetached(git: Git): Promise<Worktree[]> {
  const found: Worktree[] = [];
  for (const worktree of await listWorktrees(git)) {
    if (worktree.bare || worktree.prunable || worktree.branch !== null) continue;
    if (await isMarked(git.at(worktree.path))) found.push(worktree);
  }
  return found;
}

async function isMarked(checkout: Git): Promise<boolean> {
  const { stdout } = await checkout.answer(['reflog', '-1', '--format=%gs', 'HEAD'], [0, 128]);
  return stdout.trim() === MARK;
}

/** What a checkout has that no commit has, ignored files among it. */
export interface Uncommitted {
  readonly paths: readonly string[];
  /** Those without any tracked file, with a slash at the end. */
  readonly folders: readonly string[];
}

/** Reads what only this checkout has. */
export async function readUncommitted(checkout: Git): Promise<Uncommitted> {
  // Ignored ones too, which status does not tell; a folder without any tracked file is told as one, with a slash.
  const untracked = entries(
    await checkout.run(['ls-files', '--others', '--directory', '--no-empty-directory', '-z']),
  );
  const files = untracked.filter((path) => !path.endsWith('/'));
  return {
    paths: [...(await readDirtyPaths(checkout)), ...files],
    folders: untracked.filter((path) => path.endsWith('/')),
  };
}

/** The paths of a checkout whose uncommitted content a landing would have to overwrite, ignored files among them. */
export async function findOverlap(
  checkout: Git,
  from: CommitSha,
  to: CommitSha,
): Promise<string[]> {
  const changed = await changedPaths(checkout, from, to);
  return findInTheWay(checkout.cwd, changed, await readUncommitted(checkout));
}

/** The same for paths that are known to change, in the checkout at `top`. */
export async function findInTheWay(
  top: string,
  changed: readonly string[],
  { paths, folders }: Uncommitted,
): Promise<string[]> {
  const overlap = new Set(planOverlap(changed, paths));
  for (const path of changed) {
    for (const folder of folders) {
      const inTheWay = path.startsWith(folder)
        ? await exists(join(top, path))
        : folder.startsWith(`${path}/`);
      if (inTheWay) overlap.add(path);
    }
  }
  return [...overlap].sort();
}

/** Detaches a checkout where it is: HEAD names its commit instead of the branch; no file changes. */
export async function detach(checkout: Git): Promise<void> {
  const head = await checkout.line(['rev-parse', '--verify', 'HEAD']);
  await checkout.run(['update-ref', '--create-reflog', '--no-deref', '-m', MARK, 'HEAD', head]);
}

/**
 * Brings a checkout that was detached to the branch's tip, uncommitted work kept. False, and detached as it was, when
 * that is impossible. A checkout that someone went on with meanwhile is theirs and stays as it is.
 */
export async function attach(checkout: Git, branchRef: string): Promise<boolean> {
  if (!(await isMarked(checkout))) return true;
  const [head, tip] = [await readRef(checkout, 'HEAD'), await readRef(checkout, branchRef)];
  if (head === null || tip === null) return false;
  // git ≥ 2.34 lets read-tree overwrite ignored files, so they are looked for here.
  if ((await findOverlap(checkout, head, tip)).length > 0) return false;
  await checkout.answer(['update-index', '-q', '--refresh'], [0, 1]);
  if (!(await goTo(checkout, head, tip))) return false;
  await checkout.run(['symbolic-ref', '-m', 'storygate: trunk advanced', 'HEAD', branchRef]);
  return true;
}

/** False where something is in the way; a disk's trouble throws, with files half brought. */
async function goTo(checkout: Git, head: CommitSha, tip: CommitSha): Promise<boolean> {
  try {
    await checkout.run(['read-tree', '-m', '-u', head, tip]);
    return true;
  } catch (error) {
    const refused = error instanceof GitFailed && error.exitCode === 128;
    if (!refused || findStorageTrouble(error) !== null) throw error;
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
