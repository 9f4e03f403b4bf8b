import { formatFiles, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { readOptions } from '../../gate/read-options';
import { readManifest } from '../../manifest/read-manifest';
import { NxError } from '../../storygate/nx-error';
import { findRegistration, registeredOptions } from '../init/register-plugin';
import { bindingNote, type Provider } from './binding-note';
import { readCiFacts } from './ci-facts';
import { GITHUB_WORKFLOW, githubWorkflow } from './github-workflow';
import { GITLAB_CI, stageOf, withInclude } from './gitlab-include';
import { GITLAB_PIPELINE, gitlabPipeline } from './gitlab-pipeline';

/** The options of `nx g @storygate/nx:ci`. */
export interface CiOptions {
  readonly provider: Provider;
  readonly skipFormat?: boolean;
}

/** Writes the continuous integration that gates each merged commit, once or again. */
export default async function ci(tree: Tree, options: CiOptions): Promise<GeneratorCallback> {
  const { name: plugin } = readManifest();
  if (findRegistration(tree, plugin) === null) {
    throw new NxError(`${plugin} is not in nx.json, so there is no gate to run`, 'NOT_SET_UP', [
      `set the workspace up with \`nx g ${plugin}:init\`, then run this again`,
    ]);
  }
  const { trunk } = await readOptions(registeredOptions(tree, plugin));
  const facts = readCiFacts(tree, trunk.branch);
  if (options.provider === 'github') tree.write(GITHUB_WORKFLOW, githubWorkflow(facts));
  const pipeline = tree.read(GITLAB_CI, 'utf-8') ?? '';
  if (options.provider === 'gitlab')
    tree.write(GITLAB_PIPELINE, gitlabPipeline(facts, stageOf(pipeline)));
  if (!options.skipFormat) await formatFiles(tree);

  // Written after the formatting: that file is other people's.
  if (options.provider === 'gitlab') {
    const included = withInclude(pipeline);
    if (included !== pipeline) tree.write(GITLAB_CI, included);
  }
  return () => logger.info(bindingNote(options.provider, trunk.branch));
}
