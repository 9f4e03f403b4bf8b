import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { DependenciesPlan } from '../dependencies/plan-dependencies';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { isArmed } from '../hooks/arm-worktree';
import { hasNx, NxNotInstalled, runNx } from '../nx/nx-program';
import type { Layout } from '../repository/layout';
import { listFolder } from '../state/list-folder';

/** A fresh story workspace that must be checked. */
export interface IsolationQuestion {
  readonly worktree: Git;
  readonly nxRoot: string;
  readonly layout: Layout;
  /** The checkout that nothing in the story may resolve to. */
  readonly mainWorktree: string;
  /** How it got its dependencies. */
  readonly dependencies: DependenciesPlan;
}

/** Refuses a workspace that is not really isolated: unarmed hooks, links into another checkout, an Nx that can't start. */
export async function requireIsolation(question: IsolationQuestion): Promise<void> {
  if (!(await isArmed(question.worktree, question.layout))) {
    throw notIsolated(
      'git would not run the hooks there',
      'Look at `git config --show-origin core.hooksPath` there.',
    );
  }
  const foreign = findForeignLinks(question.nxRoot, question.mainWorktree);
  if (foreign.length > 0) {
    throw notIsolated(
      `${join('node_modules', foreign[0] ?? '')} resolves to the main checkout`,
      'Use `--dependencies=install` to give the story dependencies of its own.',
    );
  }
  const trouble = await findNxTrouble(question);
  if (trouble === null) return;
  throw notIsolated(`nx does not answer there: ${trouble}`, 'See whether Nx works on trunk.');
}

/** Why the workspace's Nx can't start, or null. Of files that are the main checkout's own only that they are there is asked. */
async function findNxTrouble({ nxRoot, dependencies }: IsolationQuestion): Promise<string | null> {
  const { kind } = dependencies;
  if (kind === 'none') return null;
  if (kind === 'copy' || (kind === 'link' && dependencies.update === null))
    return hasNx(nxRoot) ? null : new NxNotInstalled(nxRoot).message;
  const nx = await runNx(nxRoot, ['--version']);
  return nx.exitCode === 0 ? null : nx.stderr.trim().slice(0, 300);
}

function notIsolated(why: string, hint: string) {
  return refusal({
    code: 'NOT_ISOLATED',
    message: `the new workspace is not isolated: ${why}`,
    hints: [hint],
  });
}

/** Links of node_modules that lead into another checkout. */
export function findForeignLinks(nxRoot: string, mainWorktree: string): string[] {
  const modules = join(nxRoot, 'node_modules');
  const names = listFolder(modules);
  const scoped = names
    .filter((name) => name.startsWith('@'))
    .flatMap((scope) => listFolder(join(modules, scope)).map((name) => join(scope, name)));
  const main = realpathSync(mainWorktree);
  // First of all `node_modules` itself.
  return ['', ...names, ...scoped].filter((name) => {
    const target = targetOf(join(modules, name));
    return target !== null && (target === main || target.startsWith(main + sep));
  });
}

/** Where a link leads; null for what is no link, or leads nowhere, or is gone by now. */
function targetOf(path: string): string | null {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return null;
  try {
    return realpathSync(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ELOOP')) return null;
    throw error;
  }
}
