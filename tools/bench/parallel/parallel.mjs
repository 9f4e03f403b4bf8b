// What several agents at once save: the time from the director's command until the stories have landed, beside the same stories
// given to agents one after the other. An agent here thinks for a fixed time and then adds a file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packStorygate, temporaryFolder } from '../../../packages/testing/dist/index.js';
import { AREAS } from '../queue/projects.mjs';
import { createGuarded, mustStorygate, StartingState } from '../queue/starting-state.mjs';

const SIZES = '1,2,4,8';
/** With so many at once, one after the other takes at least so many times as long. */
const AIM = { stories: 8, times: 6 };

const AGENT = `const { writeFileSync } = require('node:fs');
const area = process.env.STORYGATE_STORY.replace('improve-', '');
setTimeout(() => {
  writeFileSync(\`packages/\${area}-logic/improved.js\`, 'exports.improved = true;\\n');
}, 1000 * Number(process.argv[2]));
`;

/** `--think=<seconds>` (90), `--stories=<n>,…`: prints a table; true when the aim is missed. */
export async function benchParallel(args) {
  const { values } = parseArgs({
    args,
    options: {
      think: { type: 'string', default: '90' },
      stories: { type: 'string', default: SIZES },
    },
  });
  const sizes = values.stories.split(',').map(Number);
  const workspace = await createGuarded(await packStorygate(), 'every-commit', 'auto');
  const start = new StartingState(workspace);
  await start.keep('start');
  const folder = temporaryFolder('agent');
  const agent = join(folder, 'agent.cjs');
  writeFileSync(agent, AGENT);
  for (const area of AREAS) writeFileSync(join(folder, `improve-${area}.md`), `Improve ${area}.\n`);
  const run = (stories) =>
    mustStorygate(workspace, [
      ...['run', ...stories, '--start', '--brief', join(folder, '{story}.md'), '--merge'],
      ...['--parallel', String(stories.length), '--agent', 'command'],
      ...['--', 'node', agent, values.think],
    ]);

  const stories = AREAS.slice(0, Math.max(...sizes)).map((area) => `improve-${area}`);
  const inTurn = new Map();
  const since = performance.now();
  for (const [index, story] of stories.entries()) {
    console.error(`- one after the other: ${index + 1} of ${stories.length}`);
    await run([story]);
    inTurn.set(index + 1, (performance.now() - since) / 1000);
  }
  const rows = {};
  let missed = false;
  for (const size of sizes) {
    console.error(`- ${size} at once`);
    await start.restore('start');
    const begun = performance.now();
    await run(stories.slice(0, size));
    const atOnce = (performance.now() - begun) / 1000;
    const speedup = inTurn.get(size) / atOnce;
    missed ||= size === AIM.stories && speedup < AIM.times;
    rows[`${size} stories`] = {
      'at once (s)': round(atOnce),
      'one after the other (s)': round(inTurn.get(size)),
      'times as fast': round(speedup),
      aim: size === AIM.stories ? `≥ ${AIM.times}` : '',
    };
  }
  console.log(`agents that think for ${values.think} s, then change code; until all have landed`);
  console.table(rows);
  return missed;
}

function round(value) {
  return Math.round(value * 100) / 100;
}
