import type { PromiseExecutor } from '@nx/devkit';
import { runStorygate } from '../../storygate/run-storygate';
import { mergeArguments, type MergeOptions } from './merge-arguments';

/** `nx merge trunk --story=<id>`: runs `storygate merge`, whose exit code decides. */
const merge: PromiseExecutor<MergeOptions> = async (options, context) => {
  const args = mergeArguments(options);
  return { success: (await runStorygate({ args, workspaceRoot: context.root })) === 0 };
};

export default merge;
