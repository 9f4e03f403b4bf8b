import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from '../git/git';
import { lines } from '../git/refs';

/**
 * The submodules of a checkout that hold what no remote has: changes, or commits. Git keeps a linked worktree's submodules in
 * its own folder for it, so they go with it.
 */
export async function findSubmoduleWork(checkout: Git, adminDir: string): Promise<string[]> {
  const kept = join(adminDir, 'modules');
  if (!existsSync(kept) || readdirSync(kept).length === 0) return [];
  const status = lines(await checkout.run(['submodule', 'status', '--recursive']));
  const found: string[] = [];
  for (const line of status) {
    const [, mark, path = ''] = /^(.)[0-9a-f]+ (.*?)(?: \([^()]*\))?$/.exec(line) ?? [];
    if (mark !== '-' && (await holdsWork(checkout.at(join(checkout.cwd, path))))) found.push(path);
  }
  return found;
}

async function holdsWork(submodule: Git): Promise<boolean> {
  if ((await submodule.run(['status', '--porcelain'])) !== '') return true;
  const unpushed = ['rev-list', '--max-count=1', 'HEAD', '--branches', '--not', '--remotes'];
  return (await submodule.run(unpushed)) !== '';
}
