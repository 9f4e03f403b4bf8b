import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git';

/** The files by which git knows that an operation stands half-done, and the command that can end it. */
const UNFINISHED: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** The git command that stands half-done in a checkout, or null. */
export async function findUnfinished(checkout: Git): Promise<string | null> {
  const gitDir = await checkout.line(['rev-parse', '--absolute-git-dir']);
  return UNFINISHED.find(([file]) => existsSync(join(gitDir, file)))?.[1] ?? null;
}

/** The git command that takes such an operation back. */
export function undoCommand(unfinished: string): string {
  return unfinished === 'bisect' ? 'git bisect reset' : `git ${unfinished} --abort`;
}
