import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { detectPackageManager, getPackageManagerCommand, type Tree } from '@nx/devkit';
import type { HookCommand } from './hook-files';

/**
 * How a hook starts Storygate: the one of the worktree that the agent works in, wherever in it the agent stands. Where it
 * is missing the agent's hook fails, which agents show and then go on.
 */
export function hookCommand(tree: Tree): HookCommand {
  const { exec } = getPackageManagerCommand(detectPackageManager(tree.root), tree.root);
  // Plug'n'Play has no folder of programs.
  const program = tree.exists('.pnp.cjs')
    ? `${exec} storygate`
    : `"$(git rev-parse --show-toplevel)/${prefixOf(tree.root)}node_modules/.bin/storygate"`;
  return (hook, agent) => `${program} hook ${hook} ${agent}`;
}

/** The workspace's folder in its checkout: empty, or `sub/folder/`. */
function prefixOf(root: string): string {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, '.git'))) continue;
    const inside = relative(folder, root).split(sep).join('/');
    return inside === '' ? '' : `${inside}/`;
  }
  return '';
}
