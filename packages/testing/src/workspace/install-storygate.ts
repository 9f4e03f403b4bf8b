import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { must } from '../process/run';
import { managerEnvironment, NPM, type Manager } from './managers';
import type { Packs } from './packs';
import { copyFolder, readyTemplate, type Recipe } from './template';
import { workspaceAt, workspaceEnvironment, type Workspace } from './workspace';

/** The workspace's folder name in every template, which gives the stories' folder its name. */
export const NAME = 'acme';

/** Raised when what `install` does changes, so that older templates are not used. */
const REVISION = '1';

/**
 * A copy of the workspace that `base` makes, with Storygate installed from `packs` as a user does it: tarballs in
 * `vendor/` (so that they resolve from every worktree), `nx g @storygate/nx:init`, all committed on main and pushed
 * to a bare repository beside it.
 */
export async function withStorygate(
  base: Recipe,
  packs: Packs,
  manager: Manager = NPM,
): Promise<Workspace> {
  const template = await readyTemplate({
    name: `${base.name}-storygate`,
    ingredients: [REVISION, ...base.ingredients, packs.digest],
    make: async (folder) => {
      await copyFolder(await readyTemplate(base), folder);
      await install(folder, packs, manager);
    },
  });
  const folder = temporaryFolder(base.name);
  await copyFolder(template, folder);
  const workspace = workspaceAt(join(folder, NAME), await managerEnvironment(manager, folder));
  await workspace.git('remote', 'set-url', 'origin', workspace.remote);
  return workspace;
}

async function install(folder: string, packs: Packs, manager: Manager): Promise<void> {
  const root = join(folder, NAME);
  const own = await managerEnvironment(manager, folder);
  const options = { cwd: root, env: { ...workspaceEnvironment(join(folder, 'home')), ...own } };
  mkdirSync(join(root, 'vendor'));
  for (const file of packs.files)
    copyFileSync(join(packs.folder, file), join(root, 'vendor', file));
  const tarballs = packs.files.map((file) => [packageIn(file), `./vendor/${file}`]);
  await manager.installPacks(Object.fromEntries(tarballs) as Record<string, string>, options);
  await must('npx', ['--no-install', 'nx', 'g', '@storygate/nx:init', '--no-interactive'], options);
  await must('git', ['init', '--quiet', '--bare', join(folder, 'remote.git')], options);
  await must('git', ['remote', 'add', 'origin', join(folder, 'remote.git')], options);
  await must('git', ['add', '--all'], options);
  await must('git', ['commit', '--quiet', '--no-verify', '-m', 'Set up Storygate'], options);
  await must('git', ['push', '--quiet', '-u', 'origin', 'main'], options);
  rmSync(join(root, '.nx'), { recursive: true, force: true });
  rmSync(join(folder, 'home'), { recursive: true, force: true });
}

/** The name of the package that is in a tarball, as `npm pack` names that. */
function packageIn(file: string): string {
  const [, name = ''] = /^(.+?)-\d/.exec(file) ?? [];
  return name.replace(/^storygate-/, '@storygate/');
}
