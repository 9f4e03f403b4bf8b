import { refusal } from '../errors/storygate-error';
import { undoCommand } from '../git/unfinished';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';

/** How trunk comes into a story. */
export type SyncManner = 'merge' | 'rebase';

/** A file in which a story and trunk conflict, and the stories that changed it on trunk's side. */
export interface SyncConflict {
  readonly path: string;
  readonly stories: readonly string[];
}

/** What is known before trunk comes into a story. */
export interface SyncFacts {
  readonly story: StoryId;
  readonly branch: string;
  readonly manner: SyncManner;
  readonly head: CommitSha;
  /** Trunk's tip, which is what comes in, and what it is called. */
  readonly trunk: CommitSha;
  readonly trunkName: string;
  /** How many commits of trunk the story does not have. */
  readonly behind: number;
  /** The story's checkout; null when its branch is checked out nowhere. */
  readonly path: string | null;
  /** The git operation that stands half-done there, or null. */
  readonly unfinished: string | null;
  /** Uncommitted paths, ignored files among them, that git would have to overwrite or would not go on with. */
  readonly inTheWay: readonly string[];
  /** Where a dry run conflicts. */
  readonly conflicts: readonly SyncConflict[];
  /** The commit of the story that a rebase would stop at; null for a merge, and where none conflicts. */
  readonly stopsAt: CommitSha | null;
}

/** What bringing trunk into a story will do. */
export interface SyncPlan extends Omit<SyncFacts, 'path' | 'unfinished' | 'inTheWay'> {
  readonly path: string;
}

/** Decides how trunk comes into a story, or refuses where uncommitted or half-done work could suffer. */
export function planSync(facts: SyncFacts): SyncPlan {
  const { story, branch, path, unfinished, inTheWay, ...known } = facts;
  const refuse = (code: string, why: string, hint: string) =>
    refusal({
      code,
      message: `story ${story} can't be synced: ${why}`,
      hints: [hint],
      facts: { ...facts },
    });
  if (unfinished !== null) {
    throw refuse(
      'OPERATION_UNFINISHED',
      `a ${unfinished} is under way in ${path ?? ''}`,
      `Finish it with \`npx storygate sync ${story} --continue\` or undo it with \`--abort\` if a sync began it; else finish it there, or undo it with \`${undoCommand(unfinished)}\`.`,
    );
  }
  if (path === null) {
    throw refuse(
      'NOT_CHECKED_OUT',
      `no worktree has its branch ${branch} checked out`,
      `Check it out in the story's worktree with \`git switch ${branch}\`, or make one with \`git worktree add <folder> ${branch}\`.`,
    );
  }
  if (inTheWay.length > 0) {
    throw refuse(
      'SYNC_IN_THE_WAY',
      `uncommitted work in ${path} is in the way: ${inTheWay.join(', ')}`,
      'Commit it there, or set it aside with `git stash --include-untracked`.',
    );
  }
  return { story, branch, path, ...known };
}
