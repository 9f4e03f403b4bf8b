import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import type { Git } from '../git/git';
import { changeRefs } from '../git/refs';
import { armWorktrees } from '../hooks/arm-worktree';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';
import type { StoryPlan } from '../story/plan-story';
import { readBranchSettings } from './archive-story';
import type { Archive } from './archive-record';
import { addRestored, fillRestored } from './fill-restored';
import type { RestorePlan } from './restore-story';

/** Where the worktree of a story is made that goes to a path. */
export function stagingOf(path: string): string {
  return join(dirname(path), '.restoring', basename(path));
}

/** Throws a worktree away that was being made. */
export async function discardStaged(git: Git, staging: string): Promise<void> {
  await rm(staging, { recursive: true, force: true });
  // Exit 128: git knows of no worktree there.
  await git.answer(['worktree', 'remove', '--force', '--force', '--', staging], [0, 128]);
}

/** Makes the worktree beside its place, gives it its branch and moves it there; takes all of it back when that fails. */
export async function putInPlace(
  repository: Repository,
  { archive, story }: RestorePlan,
  emit: Emit,
): Promise<void> {
  const { git } = repository;
  const staging = stagingOf(story.path);
  const ref = `refs/heads/${story.branch}`;
  let made = false;
  try {
    await withLock(git, 'stories', emit, () => addRestored(git, archive, staging));
    await inStep(emit, 'restore-files', archive.ref, () => fillRestored(git, archive, staging));
    await inStep(emit, 'arm-hooks', null, () =>
      withLock(git, 'stories', emit, () => armWorktrees(repository)),
    );
    await removeEmpty(story.path);
    const { head, detached } = archive.record;
    made = await changeRefs(git, [{ ref, old: null, next: head }], 'storygate: restore');
    if (!made) throw appeared(story);
    if (detached === null) await git.at(staging).run(['symbolic-ref', 'HEAD', ref]);
    if (archive.record.branch === story.branch) await writeBranchSettings(git, archive);
    await git.run(['worktree', 'move', '--', staging, story.path]);
  } catch (error) {
    const shielded = git.shielded();
    await discardStaged(shielded, staging);
    const undone = { ref, old: archive.record.head, next: null };
    if (made) await changeRefs(shielded, [undone], 'storygate: undo');
    await rm(storyFolder(repository.layout, story.id), { recursive: true, force: true });
    throw error;
  }
  await removeEmpty(dirname(staging));
}

function appeared({ id, branch }: StoryPlan) {
  return refusal({
    code: 'STORY_EXISTS',
    message: `story ${id} can't be restored: branch ${branch} was made meanwhile`,
    hints: [`Give it another id: \`npx storygate restore ${id} --as <id>\`.`],
    facts: { story: id },
  });
}

async function writeBranchSettings(git: Git, { record }: Archive): Promise<void> {
  const section = `branch.${record.branch}`;
  if ((await readBranchSettings(git, record.branch)).length > 0)
    await git.run(['config', '--local', '--remove-section', section]);
  for (const [name, value] of record.settings)
    await git.run(['config', '--local', '--add', `${section}.${name}`, value]);
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].some((code) => hasCode(error, code))) throw error;
  }
}
