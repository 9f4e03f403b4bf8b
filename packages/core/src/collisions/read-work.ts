import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { glanceAtDirtyPaths } from '../git/working-tree';
import type { Worktree, WorktreePath } from '../git/worktrees';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { Story } from '../story/story';
import { findOnTrunk } from './find-on-trunk';
import { readParted, type Parted } from './read-parted';

/** What was done in a story, as far as git knows. */
export interface StoryWork {
  readonly story: Story;
  readonly parted: Parted;
  /** Whether trunk has all that it committed, squashed or not; also where that is nothing. */
  readonly isOnTrunk: boolean;
  /** null when no checkout has its branch, or the checkout's folder is gone. */
  readonly checkout: WorktreePath | null;
  /** Paths that the checkout has changed, staged or left untracked. */
  readonly uncommitted: readonly string[];
}

/** Of what git has to look at, the checkouts are most; what is asked of history must not wait until they are through. */
const inTurn = pLimit(availableParallelism());

/** Reads what was done in each story: in a handful of git processes for all, and one for each checkout. */
export async function readWork(
  repository: Repository,
  trunk: Pick<Trunk, 'commit'>,
  stories: readonly Story[],
): Promise<StoryWork[]> {
  const { git } = repository;
  const heads = stories.map(({ head }) => head);
  const reading = readParted(git, trunk.commit, heads).then(async (parted) => {
    return { parted, onTrunk: await findOnTrunk(repository, trunk.commit, parted) };
  });
  const looking = stories.map(async (story) => {
    const checkout = pathOf(story.worktree);
    const uncommitted =
      checkout === null ? [] : await inTurn(() => glanceAtDirtyPaths(git.at(checkout)));
    return { story, checkout, uncommitted };
  });
  const [{ parted, onTrunk }, ...looked] = await Promise.all([reading, ...looking]);
  return looked.flatMap((own, index) => {
    const its = parted[index];
    return its === undefined ? [] : [{ ...own, parted: its, isOnTrunk: onTrunk.has(its.head) }];
  });
}

function pathOf(worktree: Worktree | null): WorktreePath | null {
  return worktree === null || worktree.prunable || !existsSync(worktree.path)
    ? null
    : worktree.path;
}
