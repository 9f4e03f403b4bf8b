// How long eight finished stories take to land: Storygate beside the loop that a careful person would script today, and
// beside the floor, one `nx affected` that runs each distinct task once with an empty cache.
import { parseArgs } from 'node:util';
import { packStorygate } from '../../../packages/testing/dist/index.js';
import { judgeAims } from './aims.mjs';
import { BURSTS } from './bursts.mjs';
import { measure } from './measured-run.mjs';
import { median, tableOf, whereTimeGoes } from './report.mjs';
import {
  addStories,
  createGuarded,
  createLoop,
  mustStorygate,
  StartingState,
} from './starting-state.mjs';
import {
  fillSharedCache,
  floor,
  loop,
  mergeAll,
  mergeForFloor,
  mergeProven,
  ownCache,
  proveAhead,
} from './ways.mjs';

const nothing = () => ({});

/** Each way of landing a burst: where it starts, what happens before the clock starts, and what is on the clock. */
const WAYS = {
  floor: { state: 'loop', prepare: mergeForFloor, env: ownCache, run: floor },
  'loop, own cache': { state: 'loop', env: ownCache, run: loop },
  'loop, shared cache': { state: 'loop', prepare: fillSharedCache, run: loop },
  'every-commit': { state: 'every-commit', run: mergeAll },
  'batch-tip': { state: 'batch-tip', run: mergeAll },
  'proven ahead': { state: 'every-commit', prepare: proveAhead, run: mergeAll },
  'proven one by one': { state: 'every-commit', prepareEach: proveAhead, run: mergeProven },
};

const AHEAD = ['proven ahead', 'proven one by one'];
const ALL = Object.keys(WAYS);
const PLAIN = ALL.filter((way) => !AHEAD.includes(way));

/** What is run: everything, or what answers in three minutes. */
const PLANS = {
  whole: { scale: 1, ways: { disjoint: ALL, half: PLAIN, overlapping: PLAIN, red: PLAIN } },
  quick: {
    scale: 0.25,
    ways: {
      disjoint: ['floor', 'loop, own cache', 'every-commit'],
      overlapping: ['floor', 'loop, own cache', 'every-commit', 'batch-tip'],
      red: ['floor', 'loop, own cache', 'every-commit'],
    },
  },
};

/** `--quick`, `--rounds=<n>`, `--bursts=<name>,…`: prints a table for each burst, then the aims; true when one is missed. */
export async function benchQueue(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '1' },
      bursts: { type: 'string' },
    },
  });
  const { scale, ways } = PLANS[values.quick ? 'quick' : 'whole'];
  const bursts = values.bursts?.split(',') ?? Object.keys(ways);
  const used = new Set(bursts.flatMap((burst) => ways[burst]).map((way) => WAYS[way].state));
  const states = await createStates(used);
  const figures = {};
  for (const burst of bursts) {
    const runs = await runBurst(states, BURSTS[burst], {
      ways: ways[burst],
      rounds: Number(values.rounds),
      scale,
    });
    figures[burst] = Object.fromEntries(runs.map(([way, rounds]) => [way, median(rounds)]));
    console.log(`\n${burst}: ${BURSTS[burst].length} stories`);
    console.table(tableOf(figures[burst]));
    console.table(whereTimeGoes(figures[burst]));
  }
  const aims = judgeAims(figures);
  console.table(aims);
  return Object.values(aims).some(({ reached }) => !reached);
}

async function createStates(used) {
  const packs = await packStorygate();
  const states = new Map();
  for (const name of used) {
    console.error(`- preparing: ${name}`);
    const workspace = name === 'loop' ? await createLoop() : await createGuarded(packs, name);
    const state = new StartingState(workspace);
    await state.keep('empty');
    states.set(name, state);
  }
  return states;
}

/** Every way in turn, round after round: whatever else the machine does meets all of them. */
async function runBurst(states, stories, { ways, rounds, scale }) {
  const names = new Set(ways.map((way) => WAYS[way].state));
  for (const name of names) {
    const state = states.get(name);
    await state.restore('empty');
    await addStories(state.workspace, stories);
    await state.keep('burst');
  }
  const runs = ways.map((way) => [way, []]);
  for (let round = 1; round <= rounds; round++) {
    for (const [way, figures] of runs) {
      console.error(`- round ${round}: ${way}`);
      const state = states.get(WAYS[way].state);
      await state.restore('burst');
      figures.push(await runOnce(state.workspace, stories, { way: WAYS[way], scale }));
    }
  }
  for (const name of names) states.get(name).forget('burst');
  return runs;
}

async function runOnce(workspace, stories, { way, scale }) {
  const { prepare = nothing, prepareEach = null, env = nothing, run, state } = way;
  const own = env(workspace);
  const free = { ...own, SUITE_SCALE: '0' };
  await prepare(workspace, stories, free);
  const parts = [];
  // Most ways take the whole burst at once.
  for (const part of prepareEach === null ? [stories] : stories.map((story) => [story])) {
    await prepareEach?.(workspace, part, free);
    parts.push(await measure(scale, (traced) => run(workspace, part, { ...own, ...traced })));
  }
  // Whatever was measured must be true: the audit finds every commit of trunk proven.
  if (state !== 'loop') await mustStorygate(workspace, ['audit']);
  const innocent = stories.filter(({ broken }) => !broken).map(({ id }) => id);
  const landed = parts.flatMap(({ result }) => result);
  return {
    ...sum(parts),
    stories: stories.length,
    landed: landed.length,
    right: run === floor || same(landed, innocent),
  };
}

function sum(parts) {
  const total = {};
  for (const { result: _, ...figures } of parts) {
    for (const [name, value] of Object.entries(figures)) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

function same(landed, innocent) {
  return landed.length === innocent.length && innocent.every((id) => landed.includes(id));
}
