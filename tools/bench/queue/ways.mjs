// The ways of landing a burst that are compared. Each says where it starts and returns which stories landed.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { landingOf, mustStorygate, NX, STORYGATE } from './starting-state.mjs';

/** `storygate merge` of all at once. */
export async function mergeAll(workspace, stories, env) {
  const ids = stories.map(({ id }) => id);
  const end = await workspace.run('node', [STORYGATE, 'merge', ...ids, '--json'], { env });
  const { outcomes } = parse(end, 'merge');
  return outcomes.filter(({ outcome }) => outcome === 'merged').map(({ story }) => story);
}

/** Before the clock starts: what a director does while stories come in. */
export async function proveAhead(workspace, stories, env) {
  for (const { id } of stories) await mustStorygate(workspace, ['gate', id, '--merged'], { env });
}

/** `storygate merge` of one story right after its candidate was proven; only the merges are on the clock. */
export async function mergeProven(workspace, [story], env) {
  return mergeAll(workspace, [story], env);
}

/** What a careful person would script today: merge into a clean checkout, test what is affected, move trunk. */
export async function loop(workspace, stories, env) {
  const landing = landingOf(workspace);
  const landed = [];
  for (const { id } of stories) {
    await landing.git('checkout', '--quiet', '--detach', 'main');
    await landing.git('merge', '--quiet', '--no-ff', '-m', `Land ${id}`, `story/${id}`);
    await landing.git('clean', '-ffdxq', '-e', 'node_modules', '-e', '.nx');
    const base = ['--base=main', '--head=HEAD'];
    const { exitCode } = await landing.run('node', [NX, 'affected', '-t', 'test', ...base], {
      env,
    });
    if (exitCode !== 0) continue;
    await workspace.git('merge', '--quiet', '--ff-only', await landing.git('rev-parse', 'HEAD'));
    landed.push(id);
  }
  return landed;
}

/** For the floor: the whole burst merged, not on the clock. */
export async function mergeForFloor(workspace, stories) {
  const landing = landingOf(workspace);
  for (const { id } of stories) {
    await landing.git('merge', '--quiet', '--no-ff', '-m', `Land ${id}`, `story/${id}`);
  }
}

/** One `nx affected` of the whole burst: each distinct task runs once. */
export async function floor(workspace, stories, env) {
  const base = ['--base=main', '--head=HEAD'];
  await landingOf(workspace).run('node', [NX, 'affected', '-t', 'test', ...base], { env });
  return stories.map(({ id }) => id);
}

/** Nx's cache and data in a folder of the landing checkout's own. */
export function ownCache(workspace) {
  const folder = join(workspace.folder, 'landing-cache');
  rmSync(folder, { recursive: true, force: true });
  return {
    NX_CACHE_DIRECTORY: join(folder, 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(folder, 'data'),
  };
}

/** Fills the cache that the repository's worktrees share, as the stories' own runs did: at no cost, SUITE_SCALE is 0. */
export async function fillSharedCache(workspace, stories) {
  const landing = landingOf(workspace);
  const env = { SUITE_SCALE: '0' };
  for (const { id } of stories) {
    await landing.git('checkout', '--quiet', '--detach', `story/${id}`);
    const base = ['--base=main', '--head=HEAD'];
    await landing.run('node', [NX, 'affected', '-t', 'test', ...base], { env });
  }
  await landing.git('checkout', '--quiet', '--detach', 'main');
}

function parse({ stdout, output }, command) {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`storygate ${command} --json printed no document\n${output}`);
  }
}
