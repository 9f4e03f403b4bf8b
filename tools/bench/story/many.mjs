// How long a look at fifty stories of the measured workspace takes.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './must.mjs';
import { makeInProcess } from './ways.mjs';

export const STORIES = 50;

/** Seconds that `storygate status` takes once there are fifty stories: a figure for each time it is asked, the first with nothing kept. */
export async function statusOfMany(workspace, rounds) {
  const there = await must(workspace, 'git', ['for-each-ref', 'refs/heads/story/']);
  const made = there.trim().split('\n').length;
  for (let story = made; story < STORIES; story++) await addStory(workspace, story);
  const seconds = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    const said = await must(workspace, programOf(workspace), ['status', '--json']);
    seconds.push((performance.now() - started) / 1000);
    const { stories } = JSON.parse(said);
    const worked = stories.filter(({ ahead }) => ahead === 1).length;
    if (stories.length !== STORIES || worked !== STORIES - made)
      throw new Error(`status is wrong: ${stories.length} stories`);
  }
  return seconds;
}

/** A story with a commit; a fifth have uncommitted work too. */
async function addStory(workspace, number) {
  const id = `many-${number}`;
  await makeInProcess(workspace, id);
  const story = workspace.story(id);
  writeFileSync(join(story.root, `${id}.md`), `the work of ${id}\n`);
  await must(story, 'git', ['add', '--all']);
  await must(story, 'git', ['-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', id]);
  if (number % 5 === 0) appendFileSync(join(story.root, `${id}.md`), 'not committed\n');
}

function programOf({ root }) {
  return join(root, 'node_modules', '.bin', 'storygate');
}
