import { storiesLanded } from '../candidate/candidate-message';
import { mergeBase } from '../git/commits';
import type { Git } from '../git/git';
import { mergeTree } from '../git/merge-tree';
import { entries } from '../git/refs';
import { readRelations } from '../git/relations';
import { findUnfinished } from '../git/unfinished';
import { readDirtyPaths } from '../git/working-tree';
import { findOverlap } from '../landing/trunk-checkouts';
import { refusal } from '../errors/storygate-error';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findStoryCheckouts } from '../archive/find-checkout';
import { requireStory } from '../story/story';
import type { SyncConflict, SyncFacts, SyncManner } from './plan-sync';
import { tryRebase } from './try-rebase';

/** Reads everything that decides how trunk comes into a story; changes nothing but objects. */
export async function readSyncFacts(
  repository: Repository,
  trunk: Trunk,
  { story, manner }: { readonly story: StoryId; readonly manner: SyncManner },
): Promise<SyncFacts> {
  const { git } = repository;
  const { branch, head } = await requireStory(repository, trunk.policy.options, story);
  const checkout = await findCheckout(repository, trunk, story);
  const unfinished = checkout === null ? null : await findUnfinished(checkout.git);
  const [relation] = await readRelations(git, trunk.commit, [head]);
  const behind = relation?.behind ?? 0;
  const from = await mergeBase(git, trunk.commit, head);
  if (from === null) throw unrelated(story, trunk.name);
  const known = {
    ...{ story, branch, manner, head, behind, unfinished },
    ...{ trunk: trunk.commit, trunkName: trunk.name },
    path: checkout?.hasBranch === false && unfinished === null ? null : (checkout?.git.cwd ?? null),
  };
  if (behind === 0 || checkout === null || unfinished !== null)
    return { ...known, inTheWay: [], conflicts: [], stopsAt: null };
  const stop = await findStop(git, known);
  return {
    ...known,
    inTheWay: await findInTheWay(checkout.git, { manner, from, to: trunk.commit }),
    conflicts: await nameStories(git, { from, to: trunk.commit }, stop?.paths ?? []),
    stopsAt: stop?.commit ?? null,
  };
}

/** A story's checkout, and whether HEAD is on the story's branch there. */
export async function findCheckout(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
): Promise<{ readonly git: Git; readonly hasBranch: boolean } | null> {
  const { own } = await findStoryCheckouts(repository, trunk.policy.options, story);
  if (own === null || own.folder !== own.worktree.path) return null;
  return { git: repository.git.at(own.folder), hasBranch: own.worktree.branch !== null };
}

/** The files that conflict, each with the stories that changed it on trunk meanwhile. */
export async function nameStories(
  git: Git,
  { from, to }: { readonly from: CommitSha; readonly to: CommitSha },
  paths: readonly string[],
): Promise<SyncConflict[]> {
  const named = paths.map(async (path) => ({
    path,
    stories: await storiesLanded(git, from, to, [path]),
  }));
  return Promise.all(named);
}

async function findStop(
  git: Git,
  { manner, head, trunk }: Pick<SyncFacts, 'manner' | 'head' | 'trunk'>,
): Promise<{ readonly commit: CommitSha | null; readonly paths: readonly string[] } | null> {
  if (manner === 'rebase') return tryRebase(git, head, trunk);
  const merged = await mergeTree(git, head, trunk);
  return merged.kind === 'clean' ? null : { commit: null, paths: merged.paths };
}

interface Incoming {
  readonly manner: SyncManner;
  readonly from: CommitSha;
  readonly to: CommitSha;
}

/**
 * Git goes on beside uncommitted files that it need not touch, but overwrites ignored ones. It merges only where nothing is
 * staged, and rebases only where no tracked file is changed.
 */
async function findInTheWay(checkout: Git, { manner, from, to }: Incoming): Promise<string[]> {
  const overlap = await findOverlap(checkout, from, to);
  const staged = entries(
    await checkout.run(['diff', '--cached', '--name-only', '--no-renames', '-z']),
  );
  const changed =
    manner === 'merge'
      ? []
      : entries(await checkout.run(['diff', '--name-only', '--no-renames', '-z']));
  const inTheWay = new Set([...overlap, ...staged, ...changed]);
  if (inTheWay.size === 0) return [];
  const dirty = new Set(await readDirtyPaths(checkout));
  return [...inTheWay].filter((path) => dirty.has(path) || overlap.includes(path)).sort();
}

function unrelated(story: StoryId, trunk: string) {
  return refusal({
    code: 'UNRELATED_HISTORY',
    message: `story ${story} has no common ancestor with ${trunk}, so it can't be synced`,
    hints: ['Start the story again from trunk, and cherry-pick its commits there.'],
    facts: { story },
  });
}
