import type { RefVerdict } from '@storygate/core/protection/check-ref-updates';
import type { TrunkMove } from '@storygate/core/protection/plan-trunk-move';
import { unreachable } from '@storygate/core/errors/unreachable';
import type { Output } from '../output';
import { short } from './short';

/** Prints why a protected ref may not change, that nothing is lost, and what cleans up after the git command that tried. */
export function renderRefVerdict(
  output: Output,
  { ref, verdict }: RefVerdict,
  command: string,
): void {
  if (verdict.kind === 'allowed') return;
  const { move } = verdict;
  const name = ref.replace('refs/heads/', '');
  output.tell(`error: ${name} may not change: ${why(move, name)} [TRUNK_PROTECTED]`);
  const commit = 'to' in move ? move.to : null;
  const tried = subcommand(command);
  for (const hint of cleanUp(tried)) output.tell(`hint: ${hint}`);
  if (commit === null || ref === 'refs/storygate/ledger') return;
  output.tell(`hint: nothing is lost: what was to be ${name} is commit ${short(commit)}`);
  output.tell(
    `hint: land work as a story: \`npx nx g story <id>\`, there \`git merge ${short(commit)}\`, then \`npx storygate merge <id>\``,
  );
}

function why(move: TrunkMove, name: string): string {
  switch (move.kind) {
    case 'deleted':
      return 'it would be deleted';
    case 'symbolic':
      return `it would become another name for ${move.target}`;
    case 'rewound':
      return 'it would lose commits that are on it';
    case 'forgets':
      return `it would forget ${move.paths.length} of its attestations`;
    case 'forward': {
      const [first] = move.unattested;
      const others = move.unattested.length - 1;
      return (
        `${name} goes only to what the ledger attests, and it does not attest ` +
        `${short(first?.commit ?? null)} "${first?.subject ?? ''}"${others > 0 ? ` and ${others} more` : ''}`
      );
    }
    case 'unchanged':
    case 'prune':
    case 'created':
    case 'followed-remote':
      return 'this is allowed';
    default:
      return unreachable(move, 'move');
  }
}

/** What the refused command leaves behind, and the command that takes it back. */
function cleanUp(tried: string): string[] {
  switch (tried) {
    case 'commit':
      return [
        'your changes are still staged, as they were; what `git merge` staged (`--squash`, `--no-commit`) goes with `git reset --merge`',
      ];
    case 'merge':
    case 'pull':
      return [
        'take back what it staged with `git merge --abort`, or `git reset --merge` after a fast-forward',
      ];
    case 'reset':
      return ['bring files and index back with `git reset --merge`'];
    case 'rebase':
      return ['go back to before it with `git rebase --abort`'];
    case 'cherry-pick':
    case 'revert':
    case 'am':
      return [`go back to before it with \`git ${tried} --abort\`, or \`git reset --merge\``];
    default:
      return [];
  }
}

/** `git -c x=y commit -m z` → `commit`. */
function subcommand(command: string): string {
  const words = command.split(' ').slice(1);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-c' || word === '-C') at++;
    else if (!word.startsWith('-')) return word;
  }
  return '';
}
