import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { must } from '../process/run';
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
export async function withStorygate(base: Recipe, packs: Packs): Promise<Workspace> {
  const template = await readyTemplate({
    name: `${base.name}-storygate`,
    ingredients: [REVISION, ...base.ingredients, packs.digest],
    make: async (folder) => {
      await copyFolder(await readyTemplate(base), folder);
      await install(folder, packs);
    },
  });
  const folder = temporaryFolder(base.name);
  await copyFolder(template, folder);
  const workspace = workspaceAt(join(folder, NAME));
  await workspace.git('remote', 'set-url', 'origin', workspace.remote);
  return workspace;
}

async function install(folder: string, packs: Packs): Promise<void> {
  const root = join(folder, NAME);
  const options = { cwd: root, env: workspaceEnvironment(join(folder, 'home')) };
  mkdirSync(join(root, 'vendor'));
  for (const file of packs.files)
    copyFileSync(join(packs.folder, file), join(root, 'vendor', file));
  const tarballs = packs.files.map((file) => `./vendor/${file}`);
  await must('npm', ['install', '--save-dev', ...tarballs], options);
  await must('npx', ['--no-install', 'nx', 'g', '@storygate/nx:init', '--no-interactive'], options);
  await must('git', ['init', '--quiet', '--bare', join(folder, 'remote.git')], options);
  await must('git', ['remote', 'add', 'origin', join(folder, 'remote.git')], options);
  await must('git', ['add', '--all'], options);
  await must('git', ['commit', '--quiet', '--no-verify', '-m', 'Set up Storygate'], options);
  await must('git', ['push', '--quiet', '-u', 'origin', 'main'], options);
  rmSync(join(root, '.nx'), { recursive: true, force: true });
  rmSync(join(folder, 'home'), { recursive: true, force: true });
}
