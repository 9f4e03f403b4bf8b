// `npm run mutants [-- <text>]`: breaks a copy of this checkout in each way that list.json names (or those whose invariant or
// words hold the text), runs the test that must notice, and prints a table; exits 1 when one stays unnoticed.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const mutants = JSON.parse(readFileSync(join(root, 'tools', 'mutants', 'list.json'), 'utf8'));
const [wanted = ''] = process.argv.slice(2);
const chosen = mutants.filter(
  ({ invariant, breaks }) => wanted === String(invariant) || breaks.includes(wanted),
);

/** A copy whose sources can be changed; dependencies are the same files, which nothing writes to. */
function copyCheckout() {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), 'storygate-mutants-'));
  const folders = ['packages', 'tools'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name)),
  );
  const isOwn = (path) =>
    !/[\\/](node_modules|dist|\.git|\.nx)([\\/]|$)/.test(path.slice(root.length));
  cpSync(root, copy, { recursive: true, filter: isOwn, verbatimSymlinks: true });
  for (const folder of ['.', ...folders]) {
    const from = join(root, folder, 'node_modules');
    spawnSync('cp', ['-al', from, join(copy, folder)], { stdio: 'ignore' });
  }
  return copy;
}

/** Runs tests in the copy. `noticed`: a test failed; `broken`: the tests could not be run. */
function runTests(copy, tests) {
  const file = join(copy, 'mutants.json');
  rmSync(file, { force: true });
  const args = ['node_modules/.bin/jest', '--selectProjects', 'core', '--runTestsByPath'];
  const files = tests.map((test) => `${test}.spec.ts`);
  const { stderr } = spawnSync(
    process.execPath,
    [...args, ...files, '--json', `--outputFile=${file}`],
    {
      cwd: copy,
      encoding: 'utf8',
      timeout: 600_000,
      env: { ...process.env, STORYGATE_THOROUGH: '1' },
    },
  );
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { end: 'broken', said: stderr };
  }
  if (report.numRuntimeErrorTestSuites > 0 || report.numTotalTests === 0)
    return { end: 'broken', said: stderr };
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed');
  if (failed.length === 0) return { end: 'unnoticed' };
  // Some mutants wait for ever; any other that is only too slow says nothing of the code.
  const outright = failed.find(({ failureMessages }) => !/Exceeded timeout/.test(failureMessages));
  const by = outright?.title ?? `${failed[0].title} (which did not end)`;
  return { end: 'noticed', by };
}

function tryMutant(copy, { file, search, replace, test }) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const parts = text.split(search);
  if (parts.length !== 2)
    return { end: 'broken', said: `${file} has it ${parts.length - 1} times` };
  try {
    writeFileSync(path, parts.join(replace));
    return runTests(copy, [test]);
  } finally {
    writeFileSync(path, text);
  }
}

const copy = copyCheckout();
try {
  const before = runTests(copy, [...new Set(chosen.map(({ test }) => test))]);
  if (before.end !== 'unnoticed') {
    console.error(`error: the tests are not green to begin with: ${before.by ?? before.said}`);
    process.exitCode = 1;
  } else {
    for (const mutant of chosen) {
      const { end, by, said } = tryMutant(copy, mutant);
      const ending = end === 'noticed' ? `noticed by: ${by}` : `${end.toUpperCase()} ${said ?? ''}`;
      console.log(`${String(mutant.invariant).padStart(2)}  ${mutant.breaks}\n      ${ending}`);
      if (end !== 'noticed') process.exitCode = 1;
    }
    console.log(`${chosen.length} mutants`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
