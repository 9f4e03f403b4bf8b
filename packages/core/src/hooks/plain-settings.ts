import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readTextOrNull } from '../state/read-text';

/**
 * Whether a worktree's own settings hold nothing but what Storygate writes there, these hooks among it. Then git need not
 * be asked, which takes 3 ms for each worktree: no line includes others or could set the hooks once more. `hooks` as git
 * writes it, which is as it is unless it holds what git has to quote; then the answer is no.
 */
export function holdsJustHooks(worktree: string, hooks: string): boolean {
  const line = `\thooksPath = ${hooks}`;
  const own = ['[core]', line, '\tuntrackedCache = true'];
  // After the last line break nothing may follow either.
  const lines = (readTextOrNull(settingsOf(worktree)) ?? '').replace(/\n$/, '').split('\n');
  return (
    !/["\\#;]|^\s|\s$|\n/.test(hooks) &&
    lines.every((one) => own.includes(one)) &&
    lines.includes(line)
  );
}

/** A worktree's own settings (git-worktree(1)). */
function settingsOf(worktree: string): string {
  const file = resolve(worktree, '.git');
  const isLink = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  const [, gitDir = file] = /^gitdir: (.*)\n/.exec((isLink && readTextOrNull(file)) || '') ?? [];
  return resolve(worktree, gitDir, 'config.worktree');
}
