import { usageError } from '../errors/storygate-error';
import { isZero, parseCommitSha, type CommitSha } from '../names/object-id';

/** One ref that a push would move, as git tells the pre-receive hook; githooks(5). */
export interface ReceivedRef {
  readonly ref: string;
  /** What the pusher takes the ref to be; git moves it from exactly there. null: it is to be new. */
  readonly old: CommitSha | null;
  /** null: the push deletes it. */
  readonly next: CommitSha | null;
}

const LINE = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+)$/;

/** Parses the lines `<old> <new> <ref>`. */
export function parseReceivedRefs(input: string): ReceivedRef[] {
  return input
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, old, next, ref] = LINE.exec(line) ?? [];
      if (old === undefined || next === undefined || ref === undefined) {
        throw usageError({
          code: 'BAD_HOOK_INPUT',
          message: `this is not what git tells a pre-receive hook: ${JSON.stringify(line.slice(0, 200))}`,
          hints: ['`storygate hook pre-receive` is for git to call.'],
        });
      }
      return { ref, old: commitOrNull(old), next: commitOrNull(next) };
    });
}

function commitOrNull(id: string): CommitSha | null {
  return isZero(id) ? null : parseCommitSha(id);
}
