// `npm run bench -- <name>`: measures one thing and prints tables; exits 1 when an aim is missed.
import { disposeFolders } from '../../packages/testing/dist/index.js';
import { benchHooks } from './hooks.mjs';
import { benchQueueSim } from '../queue-sim/dist/main.js';
import { benchParallel } from './parallel/parallel.mjs';
import { benchQueue } from './queue/queue.mjs';
import { benchStatus } from './status/status.mjs';
import { benchStory } from './story/story.mjs';

const BENCHES = {
  hooks: benchHooks,
  parallel: benchParallel,
  queue: benchQueue,
  'queue-sim': benchQueueSim,
  status: benchStatus,
  story: benchStory,
};

const [name, ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`usage: npm run bench -- <${Object.keys(BENCHES).join('|')}>`);
  process.exit(2);
}

try {
  if (await bench(args)) process.exitCode = 1;
} finally {
  disposeFolders();
}
