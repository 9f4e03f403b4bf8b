import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import { isAncestor, treeOf } from '../git/commits';
import type { Git } from '../git/git';
import { changeRefs, readRef } from '../git/refs';
import { findUnfinished } from '../git/unfinished';
import { readDirtyPaths } from '../git/working-tree';
import type { StoryId } from '../names/story-id';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { requireStory } from '../story/story';
import { archive, writeWorkTree } from './archive-story';
import { planRemoval, type RemovalFacts, type RemovalPlan } from './plan-removal';

/** What removing a story would do; changes nothing. */
export async function previewRemoval(
  repository: Repository,
  trunk: Trunk,
  id: StoryId,
): Promise<RemovalPlan> {
  return planRemoval(await readRemovalFacts(repository, trunk, id));
}

/** Removes a story's worktree and branch, after everything in it that is not on trunk is archived. Returns the archive's ref. */
export async function removeStory(
  repository: Repository,
  plan: RemovalPlan,
  emit: Emit,
): Promise<{ readonly archive: string | null }> {
  const { git } = repository;
  const checkout = plan.path === null ? null : git.at(plan.path);
  const ref = await inStep(emit, 'archive-story', plan.branch, async () => {
    if (!plan.needsArchive) return null;
    const tree = checkout === null ? await treeOf(git, plan.head) : await writeWorkTree(checkout);
    return archive(git, plan.story, { head: plan.head, tree });
  });
  await inStep(emit, 'remove-worktree', plan.path, async () => {
    if (checkout !== null) {
      await requireNothingNew(checkout, plan, ref);
      await git.run(['worktree', 'remove', '--force', '--', checkout.cwd]);
    } else {
      await git.run(['worktree', 'prune']);
    }
    await changeRefs(
      git,
      [{ ref: `refs/heads/${plan.branch}`, old: plan.head, next: null }],
      'storygate: remove',
    );
    await setRecordAside(repository, plan.story);
  });
  return { archive: ref };
}

/** What was committed or written after the plan was made would be lost: then nothing is removed. */
async function requireNothingNew(
  checkout: Git,
  plan: RemovalPlan,
  ref: string | null,
): Promise<void> {
  const head = await readRef(checkout, 'HEAD');
  const archived = await checkout.line(['rev-parse', `${ref ?? plan.head}^{tree}`]);
  if (head === plan.head && (await writeWorkTree(checkout)) === archived) return;
  throw refusal({
    code: 'STORY_CHANGED',
    message: `${checkout.cwd} changed while story ${plan.story} was being removed, so nothing was removed`,
    hints: [`Run \`npx storygate remove ${plan.story}\` again.`],
  });
}

/** Keeps a story's logs and record readable among the removed ones, so that its id is free again. */
export async function setRecordAside(repository: Repository, id: StoryId): Promise<void> {
  const removed = join(repository.layout.root, 'removed', id);
  await mkdir(removed, { recursive: true });
  const n = (await readdir(removed)).length + 1;
  try {
    await rename(storyFolder(repository.layout, id), join(removed, String(n)));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function readRemovalFacts(
  repository: Repository,
  trunk: Trunk,
  id: StoryId,
): Promise<RemovalFacts> {
  const story = await requireStory(repository, trunk.policy.options, id);
  const worktree = story.worktree === null || story.worktree.prunable ? null : story.worktree;
  const checkout = worktree === null ? null : repository.git.at(worktree.path);
  return {
    story: id,
    branch: story.branch,
    head: story.head,
    path: worktree?.path ?? null,
    locked: worktree?.locked ?? false,
    startedInside: worktree?.path === repository.worktree,
    unfinished: checkout === null ? null : await findUnfinished(checkout),
    dirty: checkout === null ? [] : await readDirtyPaths(checkout),
    onTrunk: await isAncestor(repository.git, story.head, trunk.commit),
  };
}
