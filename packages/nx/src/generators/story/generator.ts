import type { GeneratorCallback, Tree } from '@nx/devkit';
import { NxError } from '../../storygate/nx-error';
import { runStorygate } from '../../storygate/run-storygate';
import { storyArguments, type StoryOptions } from './story-arguments';
import { resolveUserFile } from './user-file';

/**
 * `nx g story <id>`. A worktree is not a change to this tree, so the work is in the callback; `--dry-run` drops
 * callbacks, and then the plan is printed here.
 */
export default async function story(
  tree: Tree,
  options: StoryOptions,
): Promise<GeneratorCallback | void> {
  // Nx sets it for every generator, from --dry-run, --dryRun and -d alike.
  const dryRun = process.env['NX_DRY_RUN'] === 'true';
  const args = storyArguments(options, {
    argv: process.argv.slice(2),
    dryRun,
    resolveFile: (path) =>
      resolveUserFile(path, { cwd: process.cwd(), initCwd: process.env['INIT_CWD'] }),
  });
  const start = async (): Promise<void> => {
    const exitCode = await runStorygate({ args, workspaceRoot: tree.root });
    if (exitCode !== 0) throw new NxError(`storygate story ended with exit code ${exitCode}`);
  };
  if (dryRun) return start();
  return start;
}
