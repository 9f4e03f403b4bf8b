import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from '../git/git';
import { listWorktrees, type WorktreePath } from '../git/worktrees';
import type { Layout } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { holdsJustHooks } from './plain-settings';
import { writeHooks } from './write-hooks';

/** Whether each worktree has settings of its own. */
const SEPARATE = 'extensions.worktreeConfig';

/**
 * Arms every worktree of the repository, whoever made it: current scripts, and git told by an absolute path in each
 * worktree's own settings to run them. The caller holds the `stories` lock.
 */
export async function armWorktrees(repository: Repository): Promise<void> {
  await writeHooks(repository);
  for (const path of (await readArming(repository)).unarmed) {
    await armWorktree(repository.git.at(path), repository.layout);
  }
}

/** The worktrees in which git runs Storygate's hooks, and those in which it does not. */
export interface Arming {
  readonly armed: readonly WorktreePath[];
  readonly unarmed: readonly WorktreePath[];
}

/** Looks at every worktree that is there. */
export async function readArming(repository: Repository): Promise<Arming> {
  const all = (await listWorktrees(repository.git)).filter(
    ({ bare, prunable }) => !bare && !prunable,
  );
  // One that is locked is never prunable.
  const paths = all.map(({ path }) => path).filter((path) => existsSync(path));
  const are = await areArmed(repository, paths);
  const isSo = (wanted: boolean) => paths.filter((_, index) => are[index] === wanted);
  return { armed: isSo(true), unarmed: isSo(false) };
}

async function areArmed(
  { git, layout, commonDir }: Repository,
  paths: readonly string[],
): Promise<boolean[]> {
  // Git reads this from the repository's own file alone.
  const asked = ['config', '--file', join(commonDir, 'config'), '--type=bool', '--get', SEPARATE];
  const counts = (await git.answer(asked, [0, 1])).stdout.trim() === 'true';
  return Promise.all(
    paths.map(
      async (path) =>
        (counts && holdsJustHooks(path, layout.hooks)) || isArmed(git.at(path), layout),
    ),
  );
}

/**
 * Makes git run Storygate's hooks in one worktree, by an absolute path in that worktree's own settings: a relative one,
 * as husky sets, names a folder that a new worktree does not have, and git then runs no hook and says nothing.
 */
export async function armWorktree(worktree: Git, layout: Layout): Promise<void> {
  if ((await readSetting(worktree, SEPARATE)) !== 'true') {
    await separateSettings(worktree);
  }
  await worktree.run(['config', '--worktree', 'core.hooksPath', layout.hooks]);
}

/** Whether git would run Storygate's hooks in a worktree. */
export async function isArmed(worktree: Git, layout: Layout): Promise<boolean> {
  return (await readSetting(worktree, 'core.hooksPath')) === layout.hooks;
}

/** Gives each worktree settings of its own; what is true of the main one alone moves to its own (git-worktree(1)). */
async function separateSettings(worktree: Git): Promise<void> {
  const moved: (readonly [string, string])[] = [];
  for (const name of ['core.worktree', 'core.bare']) {
    const { stdout } = await worktree.answer(['config', '--local', '--get', name], [0, 1]);
    const value = stdout.trim();
    if (value !== '' && value !== 'false') moved.push([name, value]);
  }
  await worktree.run(['config', SEPARATE, 'true']);
  const commonDir = await worktree.line([
    'rev-parse',
    '--path-format=absolute',
    '--git-common-dir',
  ]);
  for (const [name, value] of moved) {
    await worktree.run(['config', '--file', join(commonDir, 'config.worktree'), name, value]);
    await worktree.run(['config', '--file', join(commonDir, 'config'), '--unset', name]);
  }
}

async function readSetting(git: Git, name: string): Promise<string | null> {
  const { exitCode, stdout } = await git.answer(['config', '--get', name], [0, 1]);
  return exitCode === 0 ? stdout.trim() : null;
}
