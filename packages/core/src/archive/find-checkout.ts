import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listWorktrees, mapWorktrees, type Worktree } from '../git/worktrees';
import type { StoryId } from '../names/story-id';
import type { Options } from '../options/options';
import type { Repository } from '../repository/repository';
import { readTextOrNull } from '../state/read-text';
import { storiesDirectory } from '../story/stories-directory';
import { branchOf } from '../story/story';

/** A story's checkout, as it is found for removing it. */
export interface StoryCheckout {
  readonly worktree: Worktree;
  /** Where its files are: its path, or aside, where a removal that was killed left them; null when they are gone. */
  readonly folder: string | null;
  /** What git keeps of it below `.git/worktrees`. */
  readonly adminDir: string | null;
}

/** A story's checkout, and all others that have its branch. */
export interface StoryCheckouts {
  readonly own: StoryCheckout | null;
  readonly elsewhere: readonly string[];
}

/** The folder beside a checkout in which it stands while it is being removed, and may still be taken back. */
export function asideOf(path: string): string {
  return join(dirname(path), '.removing', basename(path));
}

/**
 * Finds a story's checkout: the one that has its branch (the one in the story's own place, where several do), or else the
 * one in that place that is on no branch. One in that place that is on another branch is somebody else's.
 */
export async function findStoryCheckouts(
  repository: Repository,
  options: Options,
  id: StoryId,
): Promise<StoryCheckouts> {
  const ref = `refs/heads/${branchOf(id, options)}`;
  const place = realOf(join(storiesDirectory(repository, options), id));
  const all = await listWorktrees(repository.git);
  const isInPlace = ({ path }: Worktree) => realOf(path) === place;
  const having = all.filter(({ branch }) => branch === ref);
  const linked = having.filter(({ path }) => path !== all[0]?.path);
  const own =
    linked.find(isInPlace) ??
    linked[0] ??
    // A rebase of the branch is under way there.
    (having.length === 0 ? (await mapWorktrees(repository.git)).get(ref) : undefined) ??
    all.find((worktree) => isInPlace(worktree) && worktree.branch === null) ??
    null;
  const elsewhere = having.filter((one) => one !== own).map(({ path }) => path);
  if (own === null) return { own, elsewhere };
  const folder = [own.path, asideOf(own.path)].find((path) => existsSync(join(path, '.git')));
  const adminDir = findAdminDir(repository, own.path);
  return { own: { worktree: own, folder: folder ?? null, adminDir }, elsewhere };
}

/** The folder below `.git/worktrees` that git keeps for a checkout at a path, or null. */
export function findAdminDir({ commonDir }: Repository, path: string): string | null {
  const root = join(commonDir, 'worktrees');
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    const place = readTextOrNull(join(root, name, 'gitdir'))?.trim();
    if (place !== undefined && dirname(place) === path) return join(root, name);
  }
  return null;
}

/** A path without symbolic links, of which the last part need not exist. */
function realOf(path: string): string {
  const folder = dirname(path);
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
}
