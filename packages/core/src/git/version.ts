import { refusal } from '../errors/storygate-error';
import type { Git } from './git';

/** `git merge-tree --write-tree` came with 2.38. */
const OLDEST: readonly [number, number] = [2, 38];

/** The version git prints, as major and minor; null where the text has none. */
export function parseGitVersion(text: string): readonly [number, number] | null {
  const found = /(\d+)\.(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : null;
}

/** Refuses a git that can't merge without a checkout. */
export async function requireGitVersion(git: Git): Promise<void> {
  const text = await git.line(['--version']);
  const version = parseGitVersion(text);
  if (version !== null && isAtLeast(version, OLDEST)) return;
  throw refusal({
    code: 'GIT_TOO_OLD',
    message: `${text || 'this git'} is too old: Storygate needs git ${OLDEST.join('.')} or newer`,
    hints: ['Install a newer git, then run the same command again.'],
    facts: { found: text, needed: OLDEST.join('.') },
  });
}

function isAtLeast(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1]);
}
