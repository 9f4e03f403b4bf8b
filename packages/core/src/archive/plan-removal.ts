import { refusal } from '../errors/storygate-error';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';

/** What is known before a story is removed. */
export interface RemovalFacts {
  readonly story: StoryId;
  readonly branch: string;
  readonly head: CommitSha;
  /** Its checkout's folder; null when there is none any more. */
  readonly path: string | null;
  readonly locked: boolean;
  /** The command was started inside that folder. */
  readonly startedInside: boolean;
  /** The git operation that stands half-done there, or null. */
  readonly unfinished: string | null;
  /** Changed and untracked paths there. */
  readonly dirty: readonly string[];
  /** Whether trunk has the head as one of its own commits. */
  readonly onTrunk: boolean;
}

/** Everything that removing a story will do. */
export interface RemovalPlan {
  readonly story: StoryId;
  readonly branch: string;
  readonly head: CommitSha;
  readonly path: string | null;
  /** Whether something is not on trunk, so that an archive is made first. */
  readonly needsArchive: boolean;
  readonly dirty: readonly string[];
}

/** Decides how a story is removed, or refuses where someone is in the middle of something there. */
export function planRemoval(facts: RemovalFacts): RemovalPlan {
  const refuse = (code: string, why: string, hint: string) =>
    refusal({
      code,
      message: `story ${facts.story} can't be removed: ${why}`,
      hints: [hint],
      facts: { ...facts },
    });
  if (facts.startedInside) {
    throw refuse(
      'INSIDE_STORY',
      'this command runs inside its worktree',
      'Run it from the main checkout.',
    );
  }
  if (facts.locked) {
    throw refuse(
      'WORKTREE_LOCKED',
      `${facts.path} is locked`,
      `Unlock it with \`git worktree unlock ${facts.path}\`.`,
    );
  }
  if (facts.unfinished !== null) {
    throw refuse(
      'OPERATION_UNFINISHED',
      `a ${facts.unfinished} is under way in ${facts.path}`,
      `Finish it there, or undo it with \`git ${facts.unfinished} --abort\`.`,
    );
  }
  const { story, branch, head, path, dirty } = facts;
  return { story, branch, head, path, dirty, needsArchive: !facts.onTrunk || dirty.length > 0 };
}
