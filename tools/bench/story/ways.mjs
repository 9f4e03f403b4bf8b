// The ways to a new worktree with dependencies. Each makes story `id` beside the main checkout.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { must } from './must.mjs';

const require = createRequire(import.meta.url);
const core = (module) => require(`../../../packages/core/dist/${module}.js`);

/** What is compared; the first is the floor, and the names stand in the table. */
export const WAYS = {
  'floor: git worktree add, cp -al': byHand((main, story) =>
    must(main, 'cp', ['-a', '-l', join(main.root, 'node_modules'), story.root]),
  ),
  'the work itself': makeInProcess,
  'storygate story': byProgram((id) => ['storygate', ['story', id]]),
  'nx g story': byProgram((id) => ['nx', ['g', 'story', id, '--no-interactive']]),
  'git worktree add, cp -a': byHand((main, story) =>
    must(main, 'cp', ['-a', join(main.root, 'node_modules'), story.root]),
  ),
  'git worktree add, npm ci': byHand((_, story) =>
    must(story, 'npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline']),
  ),
};

function byHand(provide) {
  return async (main, id) => {
    const story = main.story(id);
    mkdirSync(dirname(story.root), { recursive: true });
    const add = ['worktree', 'add', '--quiet', '-b', `story/${id}`, story.root, 'main'];
    await must(main, 'git', add);
    await provide(main, story);
  };
}

function byProgram(command) {
  return async (main, id) => {
    const [program, args] = command(id);
    await must(main, join(main.root, 'node_modules', '.bin', program), args);
  };
}

/** All that `storygate story` does, without the start of a program. */
export async function makeInProcess({ root }, id) {
  const repository = await core('repository/repository').requireRepository(root);
  const trunk = await core('repository/trunk').requireTrunk(repository);
  const story = core('names/story-id').parseStoryId(id);
  const request = {
    ...{ id: story, title: null, brief: null, base: null },
    ...{ dependencies: null, setup: 'run', ports: null },
  };
  await core('story/start-story').startStory(repository, trunk, request, () => {});
}
