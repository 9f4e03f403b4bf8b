import { usageError } from '../errors/storygate-error';
import { isZero, parseCommitSha, type CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';

/** One ref that a push would move, as git tells the pre-push hook. */
export interface PushedRef {
  readonly remoteRef: string;
  /** null: the push deletes the ref. */
  readonly commit: CommitSha | null;
  /** null: the ref is new there. */
  readonly remoteCommit: CommitSha | null;
}

/** The local ref is what the user typed, so it may hold spaces: `main@{1 day ago}`. */
const LINE = /^(.+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Parses the lines `<local ref> <local id> <remote ref> <remote id>`; githooks(5). */
export function parsePushedRefs(input: string): PushedRef[] {
  return input
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const found = LINE.exec(line);
      if (found === null) {
        throw usageError({
          code: 'BAD_HOOK_INPUT',
          message: `this is not what git tells a pre-push hook: ${JSON.stringify(line.slice(0, 200))}`,
          hints: ['`storygate hook pre-push` is for git to call.'],
        });
      }
      const [, , commit = '', remoteRef = '', remoteCommit = ''] = found;
      return {
        remoteRef,
        commit: isZero(commit) ? null : parseCommitSha(commit),
        remoteCommit: isZero(remoteCommit) ? null : parseCommitSha(remoteCommit),
      };
    });
}

/** What must happen before a ref may be pushed. */
export type PushAction =
  | { readonly kind: 'allow' }
  | { readonly kind: 'gate'; readonly story: StoryId; readonly commit: CommitSha }
  | { readonly kind: 'check-trunk'; readonly from: CommitSha; readonly to: CommitSha | null };

/** Names that decide what a pushed ref is. */
export interface PushNames {
  readonly trunkRef: string;
  readonly storyOf: (ref: string) => StoryId | null;
}

/**
 * Decides by the ref on the remote, whatever it is called here: a story is gated by the commit that is pushed, trunk is
 * held against the ledger, everything else (tags, other branches, deletions of stories, the first push of trunk) passes.
 */
export function planPush(ref: PushedRef, names: PushNames): PushAction {
  if (ref.remoteRef === names.trunkRef) {
    if (ref.remoteCommit === null) return { kind: 'allow' };
    return { kind: 'check-trunk', from: ref.remoteCommit, to: ref.commit };
  }
  const story = names.storyOf(ref.remoteRef);
  if (story === null || ref.commit === null) return { kind: 'allow' };
  return { kind: 'gate', story, commit: ref.commit };
}
