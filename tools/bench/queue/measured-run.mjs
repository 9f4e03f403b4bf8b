// A run under observation: how long it took, and how much of that something was at work that is known by its process.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { GIT_CONFIGURATION, temporaryFolder } from '../../../packages/testing/dist/index.js';

const TRACE = fileURLToPath(new URL('trace.cjs', import.meta.url));

/**
 * Does `work` with an environment that has its processes traced. The seconds of the result: `total`; `suites`, when at
 * least one suite was at work; `nx`, when an Nx was and no suite; `hooks`, when git asked Storygate whether a ref may
 * change; `install`, when npm was at work; `rest`. `nxCpu` and `otherCpu` are what processors worked for Nx, and for all
 * other Node processes but suites; they tell more where the machine is busy with something else.
 */
export async function measure(scale, work) {
  const folder = temporaryFolder('trace');
  const files = {
    node: join(folder, 'node'),
    git: join(folder, 'git'),
    config: join(folder, 'config'),
  };
  writeFileSync(files.node, '');
  writeFileSync(files.git, '');
  const settings = readFileSync(GIT_CONFIGURATION, 'utf8');
  writeFileSync(files.config, `${settings}\n[trace2]\n\teventTarget = ${files.git}\n`);
  const env = {
    SUITE_SCALE: String(scale),
    NODE_OPTIONS: `--require ${TRACE}`,
    BENCH_TRACE: files.node,
    GIT_CONFIG_GLOBAL: files.config,
  };
  const start = performance.now();
  const result = await work(env);
  const total = (performance.now() - start) / 1000;
  const figures = account(total, readLines(files.node), readLines(files.git));
  rmSync(folder, { recursive: true, force: true });
  return { ...figures, result };
}

function account(total, processes, gitEvents) {
  const of = (pattern) => processes.filter(({ argv }) => pattern.test(argv.join(' ')));
  const nx = of(/[/\\]nx(\.js)? (affected|run-many|graph|show)\b/);
  const suites = of(/^\S*tools[/\\]suite\.js\b/);
  const hooks = of(/ hook reference-transaction\b/);
  const install = of(/[/\\]npm(-cli\.js)? (ci|install)\b/);
  // What happens at once counts for the first of these.
  const layers = { suites, nx, hooks, install };
  const seconds = {};
  let known = [];
  let covered = 0;
  for (const [name, layer] of Object.entries(layers)) {
    known = [...known, ...layer];
    const reached = union(known);
    seconds[name] = reached - covered;
    covered = reached;
  }
  return {
    total,
    ...seconds,
    rest: total - covered,
    nxCpu: cpuOf(nx),
    otherCpu: cpuOf(processes) - cpuOf(nx) - cpuOf(suites),
    nxStarts: nx.length,
    gateRuns: nx.filter(({ argv }) => runsTasks(argv)).length,
    gitCalls: gitEvents.filter(({ event }) => event === 'start').length,
  };
}

function cpuOf(processes) {
  return processes.reduce((sum, { cpu }) => sum + cpu, 0);
}

function runsTasks(argv) {
  return /^(affected|run-many)$/.test(argv[1]) && !argv.some((word) => word.startsWith('--graph'));
}

/** The seconds in which at least one of these was at work. */
function union(processes) {
  let covered = 0;
  let until = -Infinity;
  for (const { start, end } of [...processes].sort((a, b) => a.start - b.start)) {
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered / 1000;
}

function readLines(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
