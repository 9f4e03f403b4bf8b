// What a story's workspace costs: seconds until it is ready to run, and disk, beside what a person would do by hand.
// Installs are npm's from a warm cache: `npm ci --prefer-offline`, packages of a registry on this machine.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packStorygate } from '../../../packages/testing/dist/index.js';
import { statusOfMany, STORIES } from './many.mjs';
import { must } from './must.mjs';
import { createStoryWorkspace } from './workspace.mjs';
import { WAYS } from './ways.mjs';

const FLOOR = 'floor: git worktree add, cp -al';
const COPY = 'git worktree add, cp -a';
const INSTALL = 'git worktree add, npm ci';
const WORK = 'the work itself';

/** Dependency files. */
const SIZES = [16_000, 100_000];

/** Seconds for `status` with fifty stories. */
const STATUS_AIM = 1;

/** `--files=<n>,…` (dependency files), `--rounds=<n>`: prints a table for each size and the aims; true when one is missed. */
export async function benchStory(args) {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: 'string', default: SIZES.join(',') },
      rounds: { type: 'string', default: '3' },
    },
  });
  const packs = await packStorygate();
  const made = [];
  let missed = false;
  for (const size of values.files.split(',').map(Number)) {
    const { workspace, registry, files } = await createStoryWorkspace(packs, size);
    const figures = await measureAll(workspace, Number(values.rounds));
    console.log(`\n${files} dependency files`);
    console.table(tableOf(figures));
    console.table(judge(figures));
    missed ||= Object.values(judge(figures)).some(({ met }) => met !== 'yes');
    // Dependencies are ignored, so how many they are makes no difference to a look at what is not.
    if (size === SIZES[0]) {
      const seconds = await statusOfMany(workspace, Number(values.rounds));
      console.log(`storygate status with ${STORIES} stories: ${seconds.map(round).join(', ')} s`);
      missed ||= Math.max(...seconds) > STATUS_AIM;
    }
    await registry.close();
    made.push(workspace);
  }
  for (const workspace of made) workspace.dispose();
  return missed;
}

/** The ways in turns, so that whatever else the machine does meets all; the medians of seconds and bytes. */
async function measureAll(workspace, rounds) {
  const runs = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
  // The first round is not counted: it fills caches, the package manager's and the system's.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, [way, make]] of Object.entries(WAYS).entries()) {
      const run = await measure(workspace, make, `r${round}-${index}`);
      if (round > 0) runs[way].push(run);
    }
  }
  return Object.fromEntries(
    Object.entries(runs).map(([way, all]) => [
      way,
      {
        seconds: middle(all.map((run) => run.seconds)),
        bytes: middle(all.map((run) => run.bytes)),
      },
    ]),
  );
}

/**
 * What is made stays until all is measured: ext4 gives out no inode that was freed in the last minutes, and looks at each
 * of them for every folder that is made, so that making one story after removing another takes several times as long.
 */
async function measure(workspace, make, id) {
  const { root } = workspace.story(id);
  await must(workspace, 'sync', []);
  const started = performance.now();
  await make(workspace, id);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, bytes: await bytesBeside(workspace, root) };
}

/** What a worktree's dependencies take on disk that the main checkout's do not take already: links count once. */
async function bytesBeside(workspace, story) {
  const folders = [workspace.root, story].map((root) => join(root, 'node_modules'));
  const said = await must(workspace, 'du', ['-s', '--block-size=1', ...folders]);
  return Number(said.trim().split('\n').at(-1)?.split(/\s/)[0]);
}

function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function tableOf(figures) {
  const of = (other, { seconds }) => round(seconds / figures[other].seconds);
  return Object.fromEntries(
    Object.entries(figures).map(([way, one]) => [
      way,
      {
        seconds: round(one.seconds),
        'of floor': of(FLOOR, one),
        'MB on disk': round(one.bytes / 1e6),
        '% of a copy’s disk': round((100 * one.bytes) / figures[COPY].bytes),
      },
    ]),
  );
}

function judge(figures) {
  const { [WORK]: work, [FLOOR]: floor, [COPY]: copy, [INSTALL]: install } = figures;
  const rows = [
    ['the work itself, of the floor', work.seconds / floor.seconds, '≤', 1.5],
    ['an install, of the work itself', install.seconds / work.seconds, '≥', 10],
    ['a full copy, of the work itself', copy.seconds / work.seconds, '≥', 3],
    ['disk, % of a full copy’s', (100 * work.bytes) / copy.bytes, '≤', 5],
  ];
  return Object.fromEntries(
    rows.map(([what, value, sign, aim]) => {
      const met = sign === '≤' ? value <= aim : value >= aim;
      return [what, { measured: round(value), aim: `${sign} ${aim}`, met: met ? 'yes' : 'NO' }];
    }),
  );
}

function round(value) {
  return Math.round(value * 100) / 100;
}
