// The repository whose status is measured, as Storygate would have left it: a worktree, a record and gate runs for each
// story, and trunk's project graph.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  isolatedEnvironment,
  temporaryFolder,
  writeFiles,
} from '../../../packages/testing/dist/index.js';
import {
  changesOf,
  dependenciesOf,
  historyOf,
  PROJECTS,
  projectName,
  projectRoot,
  storyName,
  unstarted,
} from './history.mjs';

const require = createRequire(import.meta.url);
const core = (module) => require(`../../../packages/core/dist/${module}.js`);

export const env = isolatedEnvironment(process.env);

const ROOT_FILES = {
  'nx.json': '{ "plugins": ["@storygate/nx"] }\n',
  'package.json': '{ "name": "acme", "private": true }\n',
  '.gitignore': 'node_modules\n',
};

/** Makes a repository without stories, in which so many can be started. */
export async function createTrunk(stories) {
  const folder = temporaryFolder('status');
  const root = join(folder, 'acme');
  mkdirSync(root);
  must(root, ['init', '--quiet']);
  must(root, ['fast-import', '--quiet'], historyOf(stories, ROOT_FILES));
  must(root, ['reset', '--hard', '--quiet']);
  must(root, ['config', 'extensions.worktreeConfig', 'true']);
  const { repository, trunk } = await open(root);
  const place = core('gate-workspace/gate-workspace').gateWorkspaceOf(repository, trunk.policy);
  const tree = await core('git/commits').treeOf(repository.git, trunk.commit);
  await core('gate-workspace/kept-graph').keepGraph(place, tree, graph());
  return root;
}

/** Starts stories and works on them; a fifth have uncommitted work. Returns their worktrees. */
export async function addStories(root, stories) {
  const worktrees = stories.map((story) => {
    const path = join(root, '..', 'acme.stories', storyName(story));
    must(root, ['worktree', 'add', '--quiet', '-b', branch(story), path, unstarted(story)]);
    return path;
  });
  const { repository, trunk } = await open(root);
  for (const [index, story] of stories.entries()) {
    await record(repository, trunk, story);
    // A second pass: git looks again at files as young as its index, and commits in a story have made that younger.
    await core('git/working-tree').keepUntrackedCache(repository.git.at(worktrees[index]));
    if (story % 5 === 0) workOn(worktrees[index], story);
  }
  return worktrees;
}

async function open(root) {
  const repository = await core('repository/repository').requireRepository(root);
  return { repository, trunk: await core('repository/trunk').requireTrunk(repository) };
}

function workOn(path, story) {
  const [tracked] = Object.keys(changesOf(story + 1));
  writeFiles(path, { [tracked]: 'not committed\n', 'notes/todo.md': `${story}\n` });
}

async function record({ git, layout }, trunk, story) {
  const { treeOf, mergeBase } = core('git/commits');
  const id = storyName(story);
  const head = must(git.cwd, ['rev-parse', branch(story)]).trim();
  const base = await mergeBase(git, trunk.commit, head);
  await core('story/story-record').writeStoryRecord(layout, {
    ...{ version: 1, id, title: `The story ${id}`, state: 'ready', base },
    createdAt: new Date().toISOString(),
    ports: { base: 4200 + 20 * story, size: 20 },
    maker: core('process/process-identity').thisProcess(),
  });
  const trees = { before: await treeOf(git, base), now: await treeOf(git, head) };
  for (let run = 0; run < 5; run++) {
    // Every third story was worked on since its newest run.
    const tree = run < 4 || story % 3 === 0 ? trees.before : trees.now;
    await writeRun(layout, { story: id, commit: head, tree, base, policy: trunk.policy.digest });
  }
}

async function writeRun(layout, tested) {
  const { number, folder } = await core('gate/run-record').createRunFolder(layout, tested.story);
  const at = new Date().toISOString();
  const affected = Array.from({ length: 20 }, (_, index) => projectName(index));
  const tasks = affected.map((project) => ({
    ...{ project, target: 'test', result: 'passed', cached: false, hash: '0'.repeat(20) },
    ...{ startedAt: at, durationMs: 1000, log: `${project}.test.log` },
  }));
  const run = {
    ...{ version: 1, number, kind: 'gate', subject: 'story', ...tested },
    ...{ startedAt: at, endedAt: at, result: 'passed', reason: null },
    ...{ affected, withoutChecks: [], missing: [], tasks, checks: [] },
  };
  await core('gate/run-record').writeRun({ folder, run });
}

/** What is kept of trunk's project graph. */
function graph() {
  const projects = {};
  const definitions = {};
  const target = { executor: 'nx:run-commands', options: { command: 'node --test' }, cache: true };
  for (let index = 0; index < PROJECTS; index++) {
    const name = projectName(index);
    const dependsOn = dependenciesOf(index).map(projectName);
    projects[name] = { root: projectRoot(index), dependsOn };
    for (const task of ['lint', 'test', 'build', 'gate']) definitions[`${name}:${task}`] = target;
  }
  return { definitions, map: { projects, outside: [] } };
}

function branch(story) {
  return `story/${storyName(story)}`;
}

/** Runs git, or throws with what it said. */
export function must(cwd, args, input = '') {
  const options = { cwd, env, input, encoding: 'utf8', maxBuffer: 1e9 };
  const { status, stdout, stderr } = spawnSync('git', args, options);
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout;
}
