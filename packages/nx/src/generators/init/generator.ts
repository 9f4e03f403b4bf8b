import {
  detectPackageManager,
  formatFiles,
  getPackageManagerCommand,
  logger,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { readOptions } from '../../gate/read-options';
import { readManifest } from '../../manifest/read-manifest';
import { NxError } from '../../storygate/nx-error';
import { addAgentsSection } from './add-agents-section';
import { addDevDependencies } from './add-dev-dependencies';
import { addLintStagedConfig } from './add-lint-staged-config';
import { addPreCommit } from './add-pre-commit';
import { addPrePush } from './add-pre-push';
import { addPrepareScript } from './add-prepare-script';
import { addTrunkProject } from './add-trunk-project';
import { armHooks } from './arm-hooks';
import { registeredOptions, registerPlugin } from './register-plugin';
import { selectWholeProjects } from './select-whole-projects';

/** The options of `nx g @storygate/nx:init`. */
export interface InitOptions {
  readonly skipFormat?: boolean;
  readonly skipInstall?: boolean;
  readonly keepExistingVersions?: boolean;
}

/** Sets up a workspace, once or again: adds what is missing and keeps what is there. */
export default async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  if (!tree.exists('package.json')) {
    throw new NxError('this workspace has no package.json', 'NO_PACKAGE_JSON', [
      'make one with `npm init`, install nx and @storygate/nx into it, then run this again',
    ]);
  }
  const { name: plugin, version } = readManifest();
  const { gate, stories, trunk } = await readOptions(registeredOptions(tree, plugin));

  registerPlugin(tree, plugin);
  const notes = selectWholeProjects(tree);
  const trunkProject = addTrunkProject(tree, plugin);
  addPrepareScript(tree);
  addLintStagedConfig(tree);
  const install = addDevDependencies(tree, {
    husky: '^9.1.7',
    'lint-staged': '^16.2.0',
    storygate: version,
  });
  if (!options.skipFormat) await formatFiles(tree);

  // Written after the formatting: these files are mostly other people's words.
  notes.push(...trunkProject.notes, ...addPreCommit(tree));
  addPrePush(tree);
  addAgentsSection(tree, {
    exec: getPackageManagerCommand(detectPackageManager(tree.root), tree.root).exec,
    gateTarget: gate.targetName,
    trunkBranch: trunk.branch,
    trunkProject: trunkProject.name,
    branchPrefix: stories.branchPrefix,
  });
  for (const note of notes) logger.warn(note);

  return async () => {
    if (options.skipInstall) return;
    await install();
    armHooks(tree.root);
  };
}
