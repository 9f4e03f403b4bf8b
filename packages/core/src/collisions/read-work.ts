import { existsSync } from 'node:fs';
import { glanceAtCheckouts } from '../git/glance';
import type { Worktree, WorktreePath } from '../git/worktrees';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { Story } from '../story/story';
import { findOnTrunk } from './find-on-trunk';
import { readParted, type Parted } from './read-parted';

/** What a story's commits are to trunk. */
export interface StoryHistory {
  readonly story: Story;
  readonly parted: Parted;
  /** Whether trunk has all that it committed, squashed or not; also where that is nothing. */
  readonly isOnTrunk: boolean;
}

/** What was done in a story, as far as git knows. */
export interface StoryWork extends StoryHistory {
  /** null when no checkout has its branch, or the checkout's folder is gone. */
  readonly checkout: WorktreePath | null;
  /** Paths that the checkout has changed, staged or left untracked. */
  readonly uncommitted: readonly string[];
}

/** Reads what each story's commits are to trunk, in a handful of git processes for all. */
export async function readHistory(
  repository: Repository,
  trunk: Pick<Trunk, 'commit'>,
  stories: readonly Story[],
): Promise<StoryHistory[]> {
  const heads = stories.map(({ head }) => head);
  const parted = await readParted(repository.git, trunk.commit, heads);
  const onTrunk = await findOnTrunk(repository, trunk.commit, parted);
  return stories.flatMap((story, index) => {
    const its = parted[index];
    return its === undefined ? [] : [{ story, parted: its, isOnTrunk: onTrunk.has(its.head) }];
  });
}

/** Adds to each story's history what its checkout holds: git looks for long, and begins before history is there. */
export async function readWork(
  { git }: Repository,
  stories: readonly Story[],
  history: Promise<readonly StoryHistory[]>,
): Promise<StoryWork[]> {
  const checkouts = new Map(stories.map(({ id, worktree }) => [id, pathOf(worktree)]));
  const present = [...checkouts.values()].filter((path) => path !== null);
  const [histories, looked] = await Promise.all([history, glanceAtCheckouts(git, present)]);
  const seen = new Map(present.map((path, index) => [path, looked[index] ?? []]));
  return histories.map((each) => {
    const checkout = checkouts.get(each.story.id) ?? null;
    return { ...each, checkout, uncommitted: (checkout && seen.get(checkout)) ?? [] };
  });
}

function pathOf(worktree: Worktree | null): WorktreePath | null {
  return worktree === null || worktree.prunable || !existsSync(worktree.path)
    ? null
    : worktree.path;
}
