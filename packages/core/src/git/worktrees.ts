import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Brand } from '../names/brand';
import { readTextOrNull } from '../state/read-text';
import type { Git } from './git';

/** The absolute path of a checkout's top folder, as git prints it. */
export type WorktreePath = Brand<'WorktreePath'>;

/** One checkout of the repository, as `git worktree list` tells it. */
export interface Worktree {
  readonly path: WorktreePath;
  readonly head: string | null;
  /** Full ref name, or null when detached. */
  readonly branch: string | null;
  readonly bare: boolean;
  readonly locked: boolean;
  /** Its folder is gone; `git worktree prune` would forget it. */
  readonly prunable: boolean;
}

/** Every checkout, the main one first. */
export async function listWorktrees(git: Git): Promise<Worktree[]> {
  const out = await git.run(['worktree', 'list', '--porcelain', '-z']);
  return out
    .split('\0\0')
    .filter((block) => block !== '')
    .map((block) => parseWorktree(block.split('\0')));
}

function parseWorktree(attributes: readonly string[]): Worktree {
  const value = (name: string): string | null => {
    const found = attributes.find((line) => line === name || line.startsWith(`${name} `));
    return found === undefined ? null : found.slice(name.length + 1);
  };
  return {
    path: (value('worktree') ?? '') as WorktreePath,
    head: value('HEAD'),
    branch: value('branch'),
    bare: value('bare') !== null,
    locked: value('locked') !== null,
    prunable: value('prunable') !== null,
  };
}

/**
 * Every linked checkout and the main one by the full ref of the branch they have: by their HEAD, or because a rebase of
 * the branch is under way there.
 */
export async function mapWorktrees(git: Git): Promise<Map<string, Worktree>> {
  const worktrees = await listWorktrees(git);
  const rebased = await Promise.all(
    worktrees.map((worktree) =>
      canRebase(worktree) ? readRebasedBranch(git.at(worktree.path)) : null,
    ),
  );
  const byBranch = new Map<string, Worktree>();
  for (const [index, worktree] of worktrees.entries()) {
    const ref = rebased[index] ?? null;
    if (ref !== null) byBranch.set(ref, worktree);
  }
  for (const worktree of worktrees) {
    if (worktree.branch !== null) byBranch.set(worktree.branch, worktree);
  }
  return byBranch;
}

function canRebase({ path, branch, bare, prunable }: Worktree): boolean {
  return branch === null && !bare && !prunable && existsSync(path);
}

async function readRebasedBranch(checkout: Git): Promise<string | null> {
  const gitDir = await checkout.line(['rev-parse', '--absolute-git-dir']);
  const names = ['rebase-merge', 'rebase-apply'].map((state) => join(gitDir, state, 'head-name'));
  const found = await Promise.all(names.map(readTextOrNull));
  return found.find((text) => text !== null)?.trim() ?? null;
}
