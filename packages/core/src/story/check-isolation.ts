import { readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { isArmed } from '../hooks/arm-worktree';
import { runNx } from '../nx/nx-program';
import type { Layout } from '../repository/layout';
import { listFolder } from '../state/list-folder';

/** A fresh story workspace that must be checked. */
export interface IsolationQuestion {
  readonly worktree: Git;
  readonly nxRoot: string;
  readonly layout: Layout;
  /** The checkout that nothing in the story may resolve to. */
  readonly mainWorktree: string;
  /** Without dependencies Nx can't answer, and is not asked. */
  readonly withDependencies: boolean;
}

/** Refuses a workspace that is not really isolated: unarmed hooks, links into another checkout, an Nx that can't start. */
export async function requireIsolation(question: IsolationQuestion): Promise<void> {
  if (!(await isArmed(question.worktree, question.layout))) {
    throw notIsolated(
      'git would not run the hooks there',
      'Look at `git config --show-origin core.hooksPath` there.',
    );
  }
  const foreign = await findForeignLinks(question.nxRoot, question.mainWorktree);
  if (foreign.length > 0) {
    throw notIsolated(
      `node_modules/${foreign[0] ?? ''} resolves to the main checkout`,
      'Use `--dependencies=install` to give the story dependencies of its own.',
    );
  }
  if (!question.withDependencies) return;
  const nx = await runNx(question.nxRoot, ['--version']);
  if (nx.exitCode !== 0) {
    throw notIsolated(
      `nx does not answer there: ${nx.stderr.trim().slice(0, 300)}`,
      'See whether Nx works on trunk.',
    );
  }
}

function notIsolated(why: string, hint: string) {
  return refusal({
    code: 'NOT_ISOLATED',
    message: `the new workspace is not isolated: ${why}`,
    hints: [hint],
  });
}

/** Links of node_modules that lead into another checkout. */
export async function findForeignLinks(nxRoot: string, mainWorktree: string): Promise<string[]> {
  const modules = join(nxRoot, 'node_modules');
  const names = listFolder(modules);
  const scoped = names
    .filter((name) => name.startsWith('@'))
    .flatMap((scope) => listFolder(join(modules, scope)).map((name) => join(scope, name)));
  const main = await realpath(mainWorktree);
  const foreign: string[] = [];
  for (const name of [...names, ...scoped]) {
    const target = await targetOf(join(modules, name));
    if (target !== null && (target === main || target.startsWith(main + sep))) foreign.push(name);
  }
  return foreign;
}

/** Where a link leads; null for what is no link, or leads nowhere. */
async function targetOf(path: string): Promise<string | null> {
  try {
    await readlink(path);
    return await realpath(path);
  } catch (error) {
    if (hasCode(error, 'EINVAL') || hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
