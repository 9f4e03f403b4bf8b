import { usageError } from '../errors/storygate-error';
import { isZero } from '../names/object-id';

/** One line that git tells the reference-transaction hook; githooks(5). */
export interface RefUpdate {
  readonly ref: string;
  /** What the ref would become: a commit, nothing, or a name for another ref. */
  readonly next:
    | { readonly kind: 'object'; readonly id: string }
    | { readonly kind: 'nothing' }
    | { readonly kind: 'symbolic'; readonly target: string };
}

const LINE = /^(\S+) (\S+) (\S.*)$/;
const OBJECT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Parses `<old> <new> <ref>` lines. The old value is left out: zeros there mean "not specified" as often as "new", so
 * what the ref is now must be read.
 */
export function parseRefUpdates(input: string): RefUpdate[] {
  return input
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, , next = '', ref = ''] = LINE.exec(line) ?? [];
      if (next.startsWith('ref:')) {
        return { ref, next: { kind: 'symbolic', target: next.slice('ref:'.length) } };
      }
      if (ref === '' || !OBJECT.test(next)) throw badInput(line);
      return { ref, next: isZero(next) ? { kind: 'nothing' } : { kind: 'object', id: next } };
    });
}

function badInput(line: string) {
  return usageError({
    code: 'BAD_HOOK_INPUT',
    message: `this is not what git tells a reference-transaction hook: ${JSON.stringify(line.slice(0, 200))}`,
    hints: ['`storygate hook reference-transaction` is for git to call.'],
  });
}
