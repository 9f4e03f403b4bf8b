import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Git } from '../git/git';
import { readTextOrNull } from '../state/read-text';

/** What decides whether a worktree's own settings count, and what they say of hooks. */
const ASKED = '^(core\\.hookspath|extensions\\.worktreeconfig)$';

/**
 * The hooks path in each worktree's own settings, where it has one: these come last, so git uses it. One git reads the
 * settings of all worktrees, as if it was to include them. What it does not tell is to be asked for there.
 */
export async function readOwnHooks(
  git: Git,
  worktrees: readonly string[],
): Promise<Map<string, string>> {
  const worktreeOf = new Map(worktrees.map((path) => [`file:${settingsOf(path)}`, path]));
  const files = [...worktreeOf.keys()].map((origin) => origin.slice('file:'.length));
  const { stdout } = await git.answer(
    [
      ...files.flatMap((file) => ['-c', `include.path=${file}`]),
      ...['config', '--show-origin', '-z', '--get-regexp', ASKED],
    ],
    [0, 1],
  );
  const hooks = new Map<string, string>();
  let counts = false;
  let last = '';
  for (const { origin, name, value } of settingsIn(stdout)) {
    if (name === 'extensions.worktreeconfig') counts = value === 'true';
    else {
      const worktree = worktreeOf.get(origin);
      // A file that a worktree's settings include says something else than they do.
      if (worktree === undefined) hooks.delete(last);
      else hooks.set(worktree, value);
      last = worktree ?? last;
    }
  }
  return counts ? hooks : new Map();
}

/** A worktree's own settings (git-worktree(1)). */
function settingsOf(worktree: string): string {
  const file = resolve(worktree, '.git');
  const [, gitDir = file] = /^gitdir: (.*)\n/.exec(readLinkFile(file)) ?? [];
  return resolve(worktree, gitDir, 'config.worktree');
}

/** What stands in a worktree's file `.git`; nothing where that is the repository's folder. */
function readLinkFile(file: string): string {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? (readTextOrNull(file) ?? '') : '';
}

function settingsIn(output: string) {
  const parts = output.split('\0').slice(0, -1);
  return Array.from({ length: parts.length / 2 }, (_, index) => {
    const [origin = '', setting = ''] = parts.slice(2 * index, 2 * index + 2);
    const at = setting.indexOf('\n');
    return { origin, name: setting.slice(0, at), value: setting.slice(at + 1) };
  });
}
