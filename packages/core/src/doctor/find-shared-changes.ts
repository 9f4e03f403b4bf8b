import { lstat, readdir } from 'node:fs/promises';
import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { findNodeModules } from '../dependencies/find-node-modules';
import { readSharedSince } from '../dependencies/shared-since';
import { hasCode } from '../errors/messages';
import { listWorktrees } from '../git/worktrees';
import type { Options } from '../options/options';
import { throwIfInterrupted } from '../process/interruption';
import { nxRootIn, type Repository } from '../repository/repository';
import { listStories } from '../story/story';

/** A file of dependencies that several checkouts share and that was written in one of them since. */
export interface SharedChange {
  /** Relative to the Nx workspace of each checkout. */
  readonly path: string;
  /** The Nx workspaces of the stories that had it then: one of them may have changed it, so each keeps the change. */
  readonly keepers: readonly string[];
  /** The Nx workspaces of the other checkouts that have the file: it was not theirs to change, or they came later. */
  readonly others: readonly string[];
}

interface SharingStory {
  readonly nxRoot: string;
  readonly since: number;
}

/**
 * Finds files of dependencies that are shared and newer than a story's sharing of them. Packages are replaced and never
 * written into, so such a file was changed in place. Whoever puts the time back is not found.
 */
export async function findSharedChanges(
  repository: Repository,
  options: Options,
): Promise<SharedChange[]> {
  const stories = await listSharingStories(repository, options);
  if (stories.length === 0) return [];
  const worktrees = await listWorktrees(repository.git);
  const checkouts = worktrees
    .filter(({ bare, prunable }) => !bare && !prunable)
    .map(({ path }) => nxRootIn(repository, path));
  const changes = new Map<string, SharedChange>();
  for (const { nxRoot, since } of stories) {
    for (const folder of await findNodeModules(repository.git.at(nxRoot))) {
      for (const { path, stats } of await listWritten(nxRoot, folder, since)) {
        const key = `${stats.dev}:${stats.ino}`;
        if (changes.has(key)) continue;
        const holders = await keepOnly(checkouts, path, stats);
        const keepers = stories
          .filter((story) => holders.includes(story.nxRoot) && story.since <= stats.mtimeMs)
          .map((story) => story.nxRoot);
        const others = holders.filter((holder) => !keepers.includes(holder));
        changes.set(key, { path, keepers, others });
      }
    }
  }
  return [...changes.values()];
}

async function listSharingStories(
  repository: Repository,
  options: Options,
): Promise<SharingStory[]> {
  const sharing: SharingStory[] = [];
  for (const { id, worktree } of await listStories(repository, options)) {
    if (worktree === null || worktree.prunable) continue;
    const since = await readSharedSince(repository.layout, id);
    if (since !== null) sharing.push({ nxRoot: nxRootIn(repository, worktree.path), since });
  }
  return sharing;
}

async function listWritten(nxRoot: string, folder: string, since: number) {
  const written: { path: string; stats: Stats }[] = [];
  const left = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    throwIfInterrupted();
    for (const entry of await readdir(join(nxRoot, at), { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) left.push(path);
      if (!entry.isFile()) continue;
      // Synchronous: a tenth of the time, for tens of thousands of files.
      const stats = lstatSync(join(nxRoot, path));
      if (stats.nlink > 1 && wasWritten(stats, since)) written.push({ path, stats });
    }
  }
  return written;
}

/** How long after it made a file an install may still write it; milliseconds. */
const INSTALL = 10_000;

/** Whether somebody wrote into a file since: one that an install has made since, in a store that others link from, was not. */
function wasWritten({ mtimeMs, birthtimeMs }: Stats, since: number): boolean {
  const installed = birthtimeMs >= since && mtimeMs - birthtimeMs < INSTALL;
  return mtimeMs >= since && !installed;
}

async function keepOnly(checkouts: readonly string[], path: string, { dev, ino }: Stats) {
  const holders: string[] = [];
  for (const nxRoot of checkouts) {
    try {
      const stats = await lstat(join(nxRoot, path));
      if (stats.dev === dev && stats.ino === ino) holders.push(nxRoot);
    } catch (error) {
      if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR')) throw error;
    }
  }
  return holders;
}
