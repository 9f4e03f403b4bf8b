import { deed, type Deed } from './deed';
import type { GitLine } from './git-line';
import { isKnown } from './word-fields';

/** What a command of git's would do to branches and other refs. */
export function judgeRefs(command: string, said: readonly string[], line: GitLine): Deed[] {
  const { options, operands } = line;
  const valueOf = (...names: string[]): string[] =>
    options.flatMap(({ name, value }) => (names.includes(name) && value !== null ? [value] : []));
  const has = (...names: string[]): boolean => options.some(({ name }) => names.includes(name));
  const moved = (branches: readonly string[]): Deed[] =>
    branches.filter(isKnown).map((branch) => ({
      rule: 'moves-trunk',
      words: said.join(' '),
      // `*` is every branch, and so is the nothing on both sides of a lone colon.
      branch:
        branch === '' || branch.includes('*') ? null : branch.replace(/^(?:refs\/)?heads\//, ''),
    }));
  switch (command) {
    case 'symbolic-ref':
      return operands.length > 1 || has('d', 'delete') ? [deed('writes-refs', ...said)] : [];
    case 'branch':
      if (has('f', 'force', 'M', 'C')) return [deed('writes-refs', ...said)];
      return has('d', 'D', 'delete', 'm', 'move') ? moved(operands) : [];
    case 'checkout':
    case 'switch':
    case 'worktree':
      return moved(valueOf('B', 'C', 'force-create'));
    case 'push':
    case 'send-pack':
      if (has('all', 'branches', 'mirror')) return [deed('moves-trunk', ...said)];
      return judgeRefspecs(operands.slice(1), said, moved, 'whole');
    case 'fetch':
    case 'pull':
      return judgeRefspecs(operands.slice(1), said, moved, 'destination');
    default:
      return [];
  }
}

/** `whole`: without a colon, what is named is what moves there (push); `destination`: only what stands behind one (fetch). */
function judgeRefspecs(
  refspecs: readonly string[],
  said: readonly string[],
  moved: (branches: readonly string[]) => Deed[],
  form: 'whole' | 'destination',
): Deed[] {
  const targets = refspecs.flatMap((refspec) => {
    const [source = '', destination] = refspec.replace(/^\+/, '').split(':');
    if (destination !== undefined) return [destination];
    return form === 'whole' ? [source] : [];
  });
  const own = targets.some((target) => target.startsWith('refs/storygate/'));
  return own ? [deed('writes-refs', ...said)] : moved(targets);
}
