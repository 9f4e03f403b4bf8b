import { refusal } from '../errors/storygate-error';
import { undoCommand } from '../git/unfinished';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { ProcessIn } from '../process/processes-in';
import type { SnapshotScope } from './snapshot';

/** What is known before a story is removed. */
export interface RemovalFacts {
  readonly story: StoryId;
  readonly branch: string;
  readonly head: CommitSha;
  /** Its checkout's folder; null when there is none any more. */
  readonly path: string | null;
  /** Where its files are now: there, or aside, where a removal that was killed left them. */
  readonly folder: string | null;
  /** What git keeps of that checkout below `.git/worktrees`; null when it knows of none. */
  readonly adminDir: string | null;
  /** Where the checkout was when its folder is gone, by hand or by a disk that is away. */
  readonly vanished: string | null;
  /** Other checkouts that have its branch, the main one among them. */
  readonly elsewhere: readonly string[];
  readonly locked: boolean;
  /** The command was started inside that folder. */
  readonly startedInside: boolean;
  /** The git operation that stands half-done there, or null. */
  readonly unfinished: string | null;
  /** Paths in which a merge left conflicts, whatever made it. */
  readonly unmerged: readonly string[];
  /** Submodules there that hold what no remote has. */
  readonly submodules: readonly string[];
  /** Who is at work there, the Nx daemon aside. */
  readonly processes: readonly ProcessIn[];
  /** The Nx daemon and what it started. */
  readonly daemon: readonly number[];
  /** Changed and untracked paths there. */
  readonly dirty: readonly string[];
  /** Ignored files there that no tool makes again by itself. */
  readonly ignored: readonly string[];
  /** Where the checkout's HEAD is when it is on no branch. */
  readonly detached: CommitSha | null;
  /** Whether trunk has the head, and what is checked out, among its own commits. */
  readonly onTrunk: boolean;
  /** The commit of trunk by which exactly this head landed; null when it did not, or can't be told. */
  readonly landed: CommitSha | null;
  readonly scope: SnapshotScope;
}

/** Everything that removing a story will do. */
export interface RemovalPlan extends Pick<
  RemovalFacts,
  | 'story'
  | 'branch'
  | 'head'
  | 'path'
  | 'folder'
  | 'adminDir'
  | 'vanished'
  | 'daemon'
  | 'dirty'
  | 'ignored'
  | 'detached'
  | 'onTrunk'
  | 'landed'
  | 'scope'
> {
  /** Whether something is not on trunk, so that an archive is made first. */
  readonly needsArchive: boolean;
}

/** Decides how a story is removed, or refuses where someone is in the middle of something there. */
export function planRemoval(facts: RemovalFacts): RemovalPlan {
  const { path, elsewhere, unfinished, unmerged, submodules, processes } = facts;
  const refuse = (code: string, why: string, ...hints: string[]) =>
    refusal({
      code,
      message: `story ${facts.story} can't be removed: ${why}`,
      hints,
      facts: { ...facts },
    });
  if (facts.startedInside) {
    throw refuse(
      'INSIDE_STORY',
      'this command runs inside its worktree',
      'Run it from the main checkout.',
    );
  }
  if (elsewhere.length > 0) {
    throw refuse(
      'CHECKED_OUT_ELSEWHERE',
      `its branch is checked out in ${elsewhere.join(', ')} too`,
      `Go to another branch there, for example with \`git -C ${elsewhere[0] ?? ''} switch -\`.`,
    );
  }
  if (facts.locked) {
    const folder = path ?? facts.vanished ?? '';
    throw refuse(
      'WORKTREE_LOCKED',
      `${folder} is locked`,
      `Unlock it with \`git worktree unlock ${folder}\`.`,
    );
  }
  if (unfinished !== null) {
    throw refuse(
      'OPERATION_UNFINISHED',
      `a ${unfinished} is under way in ${path ?? ''}`,
      `Finish it there, or undo it with \`${undoCommand(unfinished)}\`.`,
    );
  }
  if (unmerged.length > 0) {
    throw refuse(
      'UNRESOLVED_CONFLICTS',
      `${path ?? ''} has conflicts in ${unmerged.join(', ')}`,
      'Resolve them and `git add` the files, or take the change back with `git restore --source=HEAD --staged --worktree`.',
    );
  }
  if (submodules.length > 0) {
    throw refuse(
      'NESTED_REPOSITORY',
      `submodule ${submodules.join(', ')} in ${path ?? ''} has changes or commits that no remote has, which the archive can't hold`,
      'Commit and push them there, then remove the story again.',
    );
  }
  if (processes.length > 0) {
    const named = processes.map(({ pid, name }) => `${name} (${pid})`);
    throw refuse(
      'PROCESS_INSIDE',
      `${named.join(', ')} ${processes.length === 1 ? 'is' : 'are'} at work in ${path ?? ''}`,
      `End ${processes.length === 1 ? 'it' : 'them'}, for example with \`kill ${processes.map(({ pid }) => pid).join(' ')}\`, and remove the story again.`,
    );
  }
  return planned(facts);
}

function planned(facts: RemovalFacts): RemovalPlan {
  const { story, branch, head, path, folder, adminDir, vanished, daemon } = facts;
  const { dirty, ignored, detached, onTrunk, landed, scope } = facts;
  const asked = scope.ignored === 'included' && ignored.length > 0;
  return {
    ...{ story, branch, head, path, folder, adminDir, vanished, daemon },
    ...{ dirty, ignored, detached, onTrunk, landed, scope },
    needsArchive: !onTrunk || dirty.length > 0 || asked,
  };
}
