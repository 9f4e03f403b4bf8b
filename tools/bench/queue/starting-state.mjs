// The states that runs start from. A run gets a fresh copy of one, at the same place: worktrees and clones name each
// other by absolute paths.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  copyFolder,
  createBareWorkspace,
  createLeanWorkspace,
  disposeFolder,
  temporaryFolder,
} from '../../../packages/testing/dist/index.js';
import { workOn } from './bursts.mjs';
import { projectFiles } from './projects.mjs';

/** A workspace that can be brought back to how it was. */
export class StartingState {
  #copies = new Map();

  constructor(workspace) {
    this.workspace = workspace;
  }

  /** Keeps the workspace's whole folder as it is now under a name. */
  async keep(name) {
    const copy = temporaryFolder('state');
    await copyFolder(this.workspace.folder, copy);
    this.#copies.set(name, copy);
  }

  async restore(name) {
    const { folder } = this.workspace;
    for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true });
    await copyFolder(this.#copies.get(name), folder);
  }

  forget(name) {
    disposeFolder(this.#copies.get(name));
    this.#copies.delete(name);
  }
}

/**
 * With Storygate, set up for the given `merge.verify`; trunk's tip is one that landed, the gate's cache is empty. Stories have
 * no dependencies where nothing runs in them.
 */
export async function createGuarded(packs, verify, dependencies = 'none') {
  const workspace = await createLeanWorkspace(packs, { projects: projectFiles() });
  const nxJson = JSON.parse(workspace.read('nx.json'));
  nxJson.plugins = nxJson.plugins.map((plugin) =>
    named(plugin) === '@storygate/nx'
      ? {
          plugin: '@storygate/nx',
          options: { stories: { dependencies }, merge: { verify } },
        }
      : plugin,
  );
  workspace.write({ 'nx.json': `${JSON.stringify(nxJson, null, 2)}\n` });
  await workspace.git('commit', '--quiet', '--no-verify', '--all', '--amend', '--no-edit');

  await mustStorygate(workspace, ['story', 'warm-up']);
  const story = workspace.story('warm-up');
  story.write({ 'README.md': '# Acme, warmed up\n' });
  await story.git('commit', '--quiet', '--no-verify', '--all', '-m', 'Describe Acme');
  await mustStorygate(workspace, ['merge', 'warm-up']);
  await mustStorygate(workspace, ['remove', 'warm-up']);
  rmSync(join(workspace.story('gate.trunk').root, '.git', 'nx'), { recursive: true, force: true });
  return workspace;
}

/** Without Storygate, and with the clean checkout in which a script would merge and test. */
export async function createLoop() {
  const workspace = await createBareWorkspace({ projects: projectFiles() });
  const landing = landingOf(workspace);
  await workspace.git('worktree', 'add', '--quiet', '--detach', landing.root, 'main');
  cpSync(join(workspace.root, 'node_modules'), join(landing.root, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return workspace;
}

/** The clean checkout beside the workspace. */
export function landingOf(workspace) {
  return workspace.at(join(workspace.folder, `${basename(workspace.root)}.landing`));
}

/** Starts and finishes the stories of a burst. */
export async function addStories(workspace, stories) {
  for (const story of stories) {
    const checkout = workspace.story(story.id);
    if (existsSync(join(workspace.root, 'node_modules', 'storygate'))) {
      await mustStorygate(workspace, ['story', story.id]);
    } else {
      mkdirSync(join(checkout.root, '..'), { recursive: true });
      const branch = `story/${story.id}`;
      await workspace.git('worktree', 'add', '--quiet', '-b', branch, checkout.root, 'main');
    }
    await workOn(checkout, story);
  }
}

/** Runs Storygate's program and throws with what it printed unless it ends with 0. */
export async function mustStorygate(workspace, args, options) {
  const end = await workspace.run('node', [STORYGATE, ...args], options);
  if (end.exitCode !== 0) throw new Error(`storygate ${args.join(' ')}\n${end.output}`);
  return end;
}

export const STORYGATE = join('node_modules', '.bin', 'storygate');
export const NX = join('node_modules', '.bin', 'nx');

function named(plugin) {
  return typeof plugin === 'string' ? plugin : plugin.plugin;
}
