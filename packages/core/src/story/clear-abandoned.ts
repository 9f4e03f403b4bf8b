import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { archiveStory } from '../archive/archive-story';
import { setRecordAside } from '../archive/set-record-aside';
import { readSnapshot } from '../archive/snapshot';
import { hasCode } from '../errors/messages';
import { changeRefs, readRef } from '../git/refs';
import { readDirtyPaths } from '../git/working-tree';
import { listWorktrees } from '../git/worktrees';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { StoryFacts, StoryPlan } from './plan-story';
import { readStoryRecord } from './story-record';

/**
 * Removes what a maker that died left half-made of a story; what somebody did there meanwhile is archived first. Returns
 * what is known of the story now.
 */
export async function clearAbandoned(
  repository: Repository,
  facts: StoryFacts,
  readAgain: () => Promise<StoryFacts>,
): Promise<StoryFacts> {
  switch (facts.record) {
    case 'orphaned':
      // Its branch was deleted by hand, so there is no story any more; its logs stay with the removed ones.
      await setRecordAside(repository, facts.id);
      return readAgain();
    case 'abandoned':
      await takeAbandonedBack(repository, facts);
      return readAgain();
    default:
      return facts;
  }
}

async function takeAbandonedBack(repository: Repository, facts: StoryFacts): Promise<void> {
  const record = await readStoryRecord(repository.layout, facts.id);
  if (record === null) return;
  const base = parseCommitSha(record.base);
  const head = await readRef(repository.git, `refs/heads/${facts.branch}`);
  // A commit of somebody's is never undone: the refusal "exists" follows instead.
  if (head !== null && head !== base) return;
  await keepWork(repository, facts, base);
  await undoStory(repository, { ...facts, base });
}

/** Someone may have begun to work in a workspace whose maker died: what is there goes to the archive. */
async function keepWork(
  repository: Repository,
  made: Pick<StoryPlan, 'id' | 'branch' | 'path'>,
  head: CommitSha,
): Promise<void> {
  const worktrees = await listWorktrees(repository.git);
  const there = worktrees.find(({ path, branch }) => isOf(made, path, branch));
  if (there === undefined || there.prunable) return;
  // Git would call every file deleted that was not checked out yet.
  if ((await readdir(there.path)).join() === '.git') return;
  const checkout = repository.git.at(there.path);
  if ((await readDirtyPaths(checkout)).length === 0) return;
  const content = await readSnapshot(checkout, { ignored: 'left-out' });
  await archiveStory(
    repository,
    { story: made.id, branch: made.branch, head, reason: 'abandoned' },
    content,
  );
}

function isOf(
  made: Pick<StoryPlan, 'branch' | 'path'>,
  path: string,
  branch: string | null,
): boolean {
  return path === made.path && branch === `refs/heads/${made.branch}`;
}

/**
 * Takes back what making a story did, and nothing else: a folder goes only if git knows it as a worktree of this story,
 * a branch only if it is where it started. Runs to its end when the user interrupts.
 */
export async function undoStory(
  repository: Repository,
  made: Pick<StoryPlan, 'id' | 'branch' | 'path' | 'base'>,
): Promise<void> {
  const git = repository.git.shielded();
  const ref = `refs/heads/${made.branch}`;
  const worktrees = await listWorktrees(git);
  if (worktrees.some(({ path, branch }) => isOf(made, path, branch))) {
    await git.run(['worktree', 'remove', '--force', '--force', '--', made.path]);
    await rm(made.path, { recursive: true, force: true });
  }
  await git.run(['worktree', 'prune']);
  await changeRefs(git, [{ ref, old: made.base, next: null }], 'storygate: undo');
  await rm(storyFolder(repository.layout, made.id), { recursive: true, force: true });
  await removeIfEmpty(dirname(made.path));
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'ENOENT')) throw error;
  }
}
