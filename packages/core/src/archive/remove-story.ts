import { requireNoAgent } from '../agents/require-no-agent';
import { inStep, type Emit } from '../events/events';
import { treeOf } from '../git/commits';
import { readRef } from '../git/refs';
import { readDirtyPaths } from '../git/working-tree';
import type { StoryId } from '../names/story-id';
import { stopDaemon } from '../nx/daemon';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { withLock } from '../state/lock';
import { archiveStory } from './archive-story';
import { findStoryCheckouts } from './find-checkout';
import { planRemoval, type RemovalPlan } from './plan-removal';
import { readRemovalFacts } from './read-removal-facts';
import { dropJournal, readJournal, writeJournal, type RemovalJournal } from './removal-journal';
import { readRemains, readSnapshot, type Snapshot, type SnapshotScope } from './snapshot';
import { deleteTrash, moveAside, requireHead, storyChanged, takeAway } from './take-away';

/*
 * Removing a story. Invariants:
 * - nothing is taken away before the archive's ref is there, and what the archive holds is what the checkout still held
 *   when no path led there any more: it is moved aside (`.removing`), read again, and moved back if anything is new;
 * - then the journal is written, and whoever finds it may take away the rest, in any state it is in;
 * - a checkout that was moved on (`.removed`) is nobody's any more, and every removal beside it deletes it.
 */

/** A removal that was killed after everything was safe: the same command ends it. */
export interface HalfRemoval {
  readonly kind: 'half-removed';
  readonly story: StoryId;
  readonly journal: RemovalJournal;
}

/** A removal from the beginning. */
export interface WholeRemoval extends RemovalPlan {
  readonly kind: 'removal';
}

/** What removing a story would do; changes nothing. */
export async function previewRemoval(
  repository: Repository,
  trunk: Trunk,
  id: StoryId,
  scope: SnapshotScope = { ignored: 'left-out' },
): Promise<WholeRemoval | HalfRemoval> {
  const journal = await readJournal(repository.layout, id);
  if (journal !== null && (await isStillHalfRemoved(repository, trunk, { id, journal })))
    return { kind: 'half-removed', story: id, journal };
  await requireNoAgent(repository.layout, id);
  const facts = await readRemovalFacts(repository, trunk, { id, scope });
  return { kind: 'removal', ...planRemoval(facts) };
}

/** Nobody has gone on with the story: its branch is where it was or gone, and nothing is in its checkout's place. */
async function isStillHalfRemoved(
  repository: Repository,
  trunk: Trunk,
  { id, journal }: { readonly id: StoryId; readonly journal: RemovalJournal },
): Promise<boolean> {
  const head = await readRef(repository.git, `refs/heads/${journal.branch}`);
  if (head !== null && head !== journal.head) return false;
  const { own, elsewhere } = await findStoryCheckouts(repository, trunk.policy.options, id);
  return (own === null || own.folder !== own.worktree.path) && elsewhere.length === 0;
}

/** Removes a story's worktree and branch, after everything in it that is not on trunk is archived. Returns the archive's ref. */
export async function removeStory(
  repository: Repository,
  plan: WholeRemoval | HalfRemoval,
  emit: Emit,
): Promise<{ readonly archive: string | null }> {
  const journal = await withLock(repository.git, 'stories', emit, async () => {
    const secured = plan.kind === 'removal' ? await secure(repository, plan, emit) : plan.journal;
    await takeAway(repository, plan.story, secured);
    return secured;
  });
  const { path, archive } = journal;
  // Nobody needs to wait for the slow part.
  if (path !== null) await inStep(emit, 'remove-worktree', path, () => deleteTrash(path));
  return { archive };
}

/** Puts everything of a story where it is safe; from here on its removal may be ended by whoever comes. */
async function secure(
  repository: Repository,
  plan: WholeRemoval,
  emit: Emit,
): Promise<RemovalJournal> {
  const { story, branch, head, path, vanished, adminDir } = plan;
  await requireNoAgent(repository.layout, story);
  await dropJournal(repository.layout, story);
  const content = await readContent(repository, plan);
  const archive = await inStep(emit, 'archive-story', branch, () =>
    archiveContent(repository, plan, content),
  );
  await stopDaemon(plan.daemon);
  if (plan.folder === null) await requireHead(repository, plan);
  else await moveAside(repository, plan, content);
  const journal = { version: 1, branch, head, path: path ?? vanished, adminDir, archive } as const;
  await writeJournal(repository.layout, story, journal);
  return journal;
}

async function readContent({ git }: Repository, plan: RemovalPlan): Promise<Snapshot> {
  if (plan.folder !== null) return readSnapshot(git.at(plan.folder), plan.scope);
  const remains = plan.adminDir === null ? null : await readRemains(git, plan.adminDir);
  const tree = await treeOf(git, plan.head);
  return remains ?? { commit: plan.head, isDetached: false, tree, index: tree, ignored: null };
}

/** Archives what the plan says, or what git was told not to look at, so that the plan could not know of it. */
async function archiveContent(
  repository: Repository,
  plan: RemovalPlan,
  content: Snapshot,
): Promise<string | null> {
  if (!plan.needsArchive) {
    const tree = await treeOf(repository.git, content.commit);
    const isClean = content.tree === tree && content.index === tree && content.ignored === null;
    if (content.commit !== (plan.detached ?? plan.head)) throw storyChanged(plan);
    if (isClean) return null;
    if (plan.folder === null) throw storyChanged(plan);
    if ((await readDirtyPaths(repository.git.at(plan.folder))).length > 0) throw storyChanged(plan);
  }
  return archiveStory(repository, { ...plan, reason: 'removed' }, content);
}
