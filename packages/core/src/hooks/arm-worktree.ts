import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { listWorktrees, type Worktree } from '../git/worktrees';
import type { Layout } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { readTrunkLocation } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';
import { findProgram } from './find-program';
import { HOOK_NAMES, hookScript } from './hook-script';
import { referenceTransactionScript } from './reference-transaction-script';

/**
 * Arms every worktree of the repository, whoever made it: current scripts, and git told by an absolute path in each
 * worktree's own settings to run them. The caller holds the `stories` lock.
 */
export async function armWorktrees(repository: Repository): Promise<void> {
  await writeHooks(repository);
  for (const worktree of await findUnarmed(repository)) {
    await armWorktree(repository.git.at(worktree.path), repository.layout);
  }
}

/** The worktrees in which git would not run Storygate's hooks. */
export async function findUnarmed(repository: Repository): Promise<Worktree[]> {
  const unarmed: Worktree[] = [];
  for (const worktree of await listWorktrees(repository.git)) {
    if (worktree.bare || worktree.prunable) continue;
    if (!(await isArmed(repository.git.at(worktree.path), repository.layout)))
      unarmed.push(worktree);
  }
  return unarmed;
}

/** Writes the hook scripts that every armed worktree shares; a script that is current stays untouched. */
export async function writeHooks(repository: Repository): Promise<void> {
  for (const [name, text] of await currentScripts(repository)) {
    const file = join(repository.layout.hooks, name);
    try {
      if (text === null) await rm(file, { force: true });
      else if (!(await isCurrent(file, text))) await writeFileAtomically(file, text, 0o755);
    } catch (error) {
      throw unwritable(repository.layout.hooks, error);
    }
  }
}

/** Only the system says whether a file can be written there: the folder's mode is not all that counts. */
function unwritable(hooks: string, cause: unknown) {
  return refusal(
    {
      code: 'HOOKS_UNWRITABLE',
      message: `the hooks can't be written to ${hooks}: ${messageOf(cause)}`,
      hints: [
        'Make it a folder you may write to, then: `npx storygate doctor --fix`. Until then nothing new is protected.',
      ],
      facts: { hooks },
    },
    { cause },
  );
}

/** The hooks whose script is missing, changed, or not executable. */
export async function findStaleHooks(repository: Repository): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of await currentScripts(repository)) {
    const file = join(repository.layout.hooks, name);
    if (text === null ? existsSync(file) : !(await isCurrent(file, text))) stale.push(name);
  }
  return stale;
}

async function currentScripts(
  repository: Repository,
): Promise<(readonly [string, string | null])[]> {
  const { branch, protect } = readTrunkLocation(repository);
  const setting = {
    prefix: repository.prefix,
    before: await readFormerHooks(repository),
    trunkRef: protect ? `refs/heads/${branch}` : null,
    mainWorktree: repository.mainWorktree,
    node: process.execPath,
    program: findProgram(repository),
  };
  return [
    ...HOOK_NAMES.map((name) => [name, hookScript(name, setting)] as const),
    ['reference-transaction', protect ? referenceTransactionScript(setting) : null] as const,
  ];
}

/** The folder whose hooks git would run without Storygate. Husky's shims only lead to `.husky`, which is looked at anyway. */
async function readFormerHooks(repository: Repository): Promise<string> {
  const config = join(repository.commonDir, 'config');
  const { stdout } = await repository.git.answer(
    ['config', '--file', config, '--get', 'core.hooksPath'],
    [0, 1],
  );
  const path = stdout.trim();
  const ours = path === repository.layout.hooks;
  return path === '' || ours || /(^|\/)\.husky\/_\/?$/.test(path)
    ? join(repository.commonDir, 'hooks')
    : path;
}

async function isCurrent(file: string, text: string): Promise<boolean> {
  if ((await readTextOrNull(file)) !== text) return false;
  return ((await stat(file)).mode & 0o111) !== 0;
}

/**
 * Makes git run Storygate's hooks in one worktree, by an absolute path in that worktree's own settings: a relative one,
 * as husky sets, names a folder that a new worktree does not have, and git then runs no hook and says nothing.
 */
export async function armWorktree(worktree: Git, layout: Layout): Promise<void> {
  if ((await readSetting(worktree, 'extensions.worktreeConfig')) !== 'true') {
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
  await worktree.run(['config', 'extensions.worktreeConfig', 'true']);
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
