import { mkdir, rename, rm, rmdir, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode, messageOf } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { changeRefs, readRef } from '../git/refs';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { readBranchSettings } from './archive-story';
import { asideOf, findAdminDir } from './find-checkout';
import type { RemovalPlan } from './plan-removal';
import { dropJournal, type RemovalJournal } from './removal-journal';
import { setRecordAside } from './set-record-aside';
import { readSnapshot, type Snapshot } from './snapshot';

/** Moves a checkout to where no path leads, and sees whether it still holds exactly what was read before; back if not. */
export async function moveAside(
  repository: Repository,
  plan: Pick<RemovalPlan, 'story' | 'branch' | 'head' | 'path' | 'folder' | 'adminDir' | 'scope'>,
  content: Snapshot,
): Promise<void> {
  const path = plan.path ?? '';
  const aside = asideOf(path);
  // Git notes a checkout's new place by itself when it has not for a day; this one may have to go back.
  const now = Date.now() / 1000;
  if (plan.adminDir !== null) await utimes(join(plan.adminDir, 'gitdir'), now, now);
  if (plan.folder !== aside) await move(path, aside);
  try {
    await requireHead(repository, plan);
    const held = await readSnapshot(repository.git.shielded().at(aside), plan.scope);
    if (!isSame(held, content)) throw storyChanged(plan);
  } catch (error) {
    await takeBack(path);
    throw error;
  }
}

/** Refuses to go on with a story whose branch was moved meanwhile. */
export async function requireHead(
  { git }: Repository,
  plan: Pick<RemovalPlan, 'story' | 'branch' | 'head' | 'path'>,
): Promise<void> {
  if ((await readRef(git, `refs/heads/${plan.branch}`)) !== plan.head) throw storyChanged(plan);
}

/** Takes away what is left of a story whose removal is in the journal; can be killed, and begun again. */
export async function takeAway(
  repository: Repository,
  story: StoryId,
  { branch, head, path, adminDir }: RemovalJournal,
): Promise<void> {
  const git = repository.git.shielded();
  const ref = `refs/heads/${branch}`;
  const isGone =
    (await changeRefs(git, [{ ref, old: head, next: null }], 'storygate: remove')) ||
    (await readRef(git, ref)) === null;
  if (!isGone) {
    if (path !== null) await takeBack(path);
    await dropJournal(repository.layout, story);
    throw storyChanged({ story, path });
  }
  if (path !== null) await moveToTrash(path);
  // Only this one: `git worktree prune` forgets every checkout whose disk happens to be away.
  if (path !== null && adminDir !== null && findAdminDir(repository, path) === adminDir)
    await rm(adminDir, { recursive: true, force: true });
  if ((await readBranchSettings(git, branch)).length > 0)
    await git.run(['config', '--local', '--remove-section', `branch.${branch}`]);
  await setRecordAside(repository, story);
}

/** Deletes what removals beside this path have left to delete. */
export async function deleteTrash(path: string): Promise<void> {
  const trash = trashBeside(path);
  await rm(trash, { recursive: true, force: true, maxRetries: 3 });
  await removeIfEmpty(dirname(asideOf(path)));
}

/** What was committed or written after the plan was made would be lost: then nothing is removed. */
export function storyChanged({ story, path }: Pick<RemovalPlan, 'story' | 'path'>) {
  return refusal({
    code: 'STORY_CHANGED',
    message: `${path ?? `branch of story ${story}`} changed while story ${story} was being removed, so nothing was removed`,
    hints: [`Run \`npx storygate remove ${story}\` again.`],
  });
}

function isSame(one: Snapshot, other: Snapshot): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function trashBeside(path: string): string {
  return join(dirname(path), '.removed');
}

async function moveToTrash(path: string): Promise<void> {
  const trash = trashBeside(path);
  await mkdir(trash, { recursive: true });
  try {
    await rename(asideOf(path), join(trash, `${basename(path)}.${process.pid}.${Date.now()}`));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function takeBack(path: string): Promise<void> {
  const aside = asideOf(path);
  try {
    await rename(aside, path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  await removeIfEmpty(dirname(aside));
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    throw refusal(
      {
        code: 'WORKTREE_STUCK',
        message: `${from} can't be moved to ${to}, so nothing was removed: ${messageOf(error)}`,
        hints: ['End what holds it, or move what is there away, and remove the story again.'],
        facts: { from, to },
      },
      { cause: error },
    );
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (
      !['ENOTEMPTY', 'ENOENT', 'EEXIST', 'EACCES', 'EPERM', 'EBUSY'].some((code) =>
        hasCode(error, code),
      )
    )
      throw error;
  }
}
