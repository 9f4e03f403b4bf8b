import { join } from 'node:path';
import type { Git } from '../git/git';
import { writeFileAtomically } from '../state/atomic-file';
import type { Layout } from '../repository/layout';
import { HOOK_NAMES, hookScript } from './hook-script';

/** Writes the hook scripts that every armed worktree shares. */
export async function writeHooks(layout: Layout, prefix: string): Promise<void> {
  for (const name of HOOK_NAMES) {
    await writeFileAtomically(join(layout.hooks, name), hookScript(name, prefix), 0o755);
  }
}

/**
 * Makes git run Storygate's hooks in one worktree, by an absolute path in that worktree's own settings: a relative one,
 * as husky sets, names a folder that a new worktree does not have, and git then runs no hook and says nothing.
 */
export async function armWorktree(worktree: Git, layout: Layout): Promise<void> {
  if ((await readSetting(worktree, 'extensions.worktreeConfig')) !== 'true') {
    await worktree.run(['config', 'extensions.worktreeConfig', 'true']);
  }
  await worktree.run(['config', '--worktree', 'core.hooksPath', layout.hooks]);
}

/** Whether git would run Storygate's hooks in a worktree. */
export async function isArmed(worktree: Git, layout: Layout): Promise<boolean> {
  return (await readSetting(worktree, 'core.hooksPath')) === layout.hooks;
}

async function readSetting(git: Git, name: string): Promise<string | null> {
  const { exitCode, stdout } = await git.answer(['config', '--get', name], [0, 1]);
  return exitCode === 0 ? stdout.trim() : null;
}
