// How long `storygate status` takes with many stories of a repository of a thousand projects: when it is asked for the
// first time, again, and after one story went on; beside the floor, which is git's own look at each of the worktrees.
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { isLanded } from './history.mjs';
import { addStories, createTrunk, env, must } from './repository.mjs';

const PROGRAM = resolve(import.meta.dirname, '../../../packages/cli/dist/bin.js');

/** Seconds, by the number of stories. */
const AIMS = { 50: 1, 100: 2 };

/** `--rounds=<n>`, `--stories=<n>,…`: prints a table; true when an aim is missed. */
export async function benchStatus(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      stories: { type: 'string', default: Object.keys(AIMS).join(',') },
    },
  });
  const sizes = values.stories.split(',').map(Number);
  console.error('- preparing: trunk');
  const root = await createTrunk(Math.max(...sizes));
  const rows = {};
  const worktrees = [];
  let missed = false;
  for (const size of sizes.sort((a, b) => a - b)) {
    console.error(`- preparing: ${size} stories`);
    const added = Array.from({ length: size - worktrees.length }, (_, n) => worktrees.length + n);
    worktrees.push(...(await addStories(root, added)));
    const rounds = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      console.error(`- ${size} stories, round ${round}`);
      rounds.push(await measureAll(root, worktrees));
    }
    for (const way of Object.keys(rounds[0])) {
      const figures = rounds.map((round) => round[way]);
      const seconds = median(figures.map((figure) => figure.seconds));
      const aim = way.startsWith('status') ? AIMS[size] : undefined;
      missed ||= aim !== undefined && seconds > aim;
      rows[`${size} stories, ${way}`] = {
        seconds: round(seconds),
        'CPU (s)': round(median(figures.map((figure) => figure.cpu))),
        'aim (s)': aim === undefined ? '' : `≤ ${aim}`,
      };
    }
  }
  console.table(rows);
  return missed;
}

/** Each way in turn, so that whatever else the machine does meets all of them. */
async function measureAll(root, worktrees) {
  const kept = join(root, '.git', 'storygate', 'merges.json');
  rmSync(kept, { force: true });
  const figures = {};
  figures['status, nothing kept'] = await measure(() => status(root, worktrees.length));
  figures['status again'] = await measure(() => status(root, worktrees.length));
  must(worktrees[1], ['commit', '--quiet', '--allow-empty', '-m', 'Go on']);
  figures['status after a commit'] = await measure(() => status(root, worktrees.length));
  figures['floor: git status in each'] = await measure(() => lookAtEach(worktrees));
  return figures;
}

function status(root, stories) {
  const options = { cwd: root, env, encoding: 'utf8', maxBuffer: 1e9 };
  const end = spawnSync(process.execPath, [PROGRAM, 'status', '--json'], options);
  if (end.status !== 0) throw new Error(`status ended with ${end.status}\n${end.stderr}`);
  const document = JSON.parse(end.stdout);
  const landed = document.stories.filter((story) => story.landed).length;
  const wanted = Array.from({ length: stories }, (_, story) => story).filter(isLanded).length;
  if (document.stories.length !== stories || landed !== wanted || end.stderr !== '')
    throw new Error(`status is wrong: ${document.stories.length} stories, ${landed} landed`);
}

/** As many at once as there are processors. */
async function lookAtEach(worktrees) {
  const left = [...worktrees];
  const look = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      await promisify(execFile)('git', ['status', '--porcelain'], { cwd: path, env: quiet });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, look));
}

/** git writes no index. */
const quiet = { ...env, GIT_OPTIONAL_LOCKS: '0' };

async function measure(run) {
  const [cpu, started] = [childrensCpu(), performance.now()];
  await run();
  return { seconds: (performance.now() - started) / 1000, cpu: childrensCpu() - cpu };
}

/** Seconds of processor time that children which ended have used; NaN where the system doesn't tell. */
function childrensCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return NaN;
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function round(value) {
  return Math.round(value * 100) / 100;
}
