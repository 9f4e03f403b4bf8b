import { join } from 'node:path';
import { createLeanWorkspace, livingOf, recordProgram, writeFiles } from '../src/index';
import type { MergeDocument } from './documents';
import { expectExit, startStory } from './endings';
import { packs } from './packs';

interface RunDocument extends MergeDocument {
  readonly runs: readonly { story: string; state: string; round: number; reason: string }[];
}

/**
 * Four agents: `greeting` is right at once, `cart` only when it was told which test it broke, `audit` changes what governs
 * gates beside its work, and `money` empties a test.
 */
const AGENT = `const { readFileSync, writeFileSync, mkdirSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const told = readFileSync(process.argv[2], 'utf8');
const story = process.env.STORYGATE_STORY;
const file = 'packages/' + story + '/index.js';
const isTold = told.includes('The gate of your story is red');
if (isTold && !(story === 'cart' && told.includes('cart:test') && told.includes('AssertionError'))) process.exit(7);
const source = readFileSync(file, 'utf8').replace(' + 1', '');
writeFileSync(file, story === 'cart' && !isTold ? source.replace('sum + price', 'sum + price + 1') : source + '// better\\n');
if (story === 'audit') {
  mkdirSync('.github', { recursive: true });
  writeFileSync('.github/ci.yml', 'on: never\\n');
}
if (story === 'money') writeFileSync('packages/money/index.test.js', '');
if (story === 'greeting') execFileSync('git', ['commit', '--all', '--quiet', '-m', 'Greet better']);
`;

it('lets agents work at once, sends back what failed, and lands what is ready', async () => {
  const acme = await createLeanWorkspace(packs);
  writeFiles(acme.folder, { 'agent.cjs': AGENT, 'brief.md': 'Make it better.\n' });
  const stories = ['greeting', 'cart', 'audit', 'money'];
  for (const id of stories) {
    await startStory(acme, id);
    writeFiles(acme.root, { [`.git/storygate/stories/${id}/brief.md`]: 'Make it better.\n' });
  }
  const agent = ['--agent', 'command', '--merge', '--json', '--', 'node'];
  const ended = await acme.storygate([
    ...['run', ...stories, ...agent],
    ...[join(acme.folder, 'agent.cjs'), '{briefFile}'],
  ]);
  expectExit(ended, 1);
  const { runs, outcomes } = JSON.parse(ended.stdout) as RunDocument;
  expect(runs).toMatchObject([
    { story: 'greeting', state: 'ready', round: 1 },
    { story: 'cart', state: 'ready', round: 2 },
    { story: 'audit', state: 'needs-attention', round: 1 },
    { story: 'money', state: 'needs-attention', round: 1 },
  ]);
  expect(runs[2]?.reason).toContain('.github/ci.yml');
  expect(runs[3]?.reason).toContain('it tests less than trunk: packages/money/index.test.js');
  expect(outcomes).toMatchObject([
    { story: 'greeting', outcome: 'merged' },
    { story: 'cart', outcome: 'merged' },
  ]);
  expect(await acme.git('show', 'main:packages/cart/index.js')).toContain('sum + price,');
  expect(await acme.git('show', 'main:packages/greeting/index.js')).toContain('// better');
  expect(await acme.git('ls-tree', '-r', '--name-only', 'main')).not.toContain('.github');
});

it('stops a gate that is under way with the agent whose work it tests', async () => {
  const acme = await createLeanWorkspace(packs);
  const begun = await recordProgram(acme.folder, 'begun');
  const test = `const { execFileSync } = require('node:child_process');
execFileSync(${JSON.stringify(join(acme.folder, 'begun'))}, [String(process.pid)]);
setInterval(() => {}, 1e6);\n`;
  writeFiles(acme.folder, {
    'brief.md': 'Make it better.\n',
    'hangs.js': test,
    'agent.cjs': `require('node:fs').copyFileSync(process.argv[2], 'packages/greeting/index.test.js');`,
  });
  const start = [
    '--start',
    '--brief',
    join(acme.folder, 'brief.md'),
    '--agent',
    'command',
    '--json',
  ];
  const running = await acme.start('npx', [
    ...['--no-install', 'storygate', 'run', 'greeting', ...start],
    ...['--', 'node', join(acme.folder, 'agent.cjs'), join(acme.folder, 'hangs.js')],
  ]);
  const { args } = await begun();
  expectExit(await acme.storygate(['stop', 'greeting']), 0);
  const ended = await running.finished;
  expectExit(ended, 1);
  expect((JSON.parse(ended.stdout) as RunDocument).runs).toMatchObject([{ state: 'stopped' }]);
  expect(args.map(Number)).toHaveLength(1);
  expect(livingOf(args.map(Number))).toEqual([]);
  const { json } = await acme.json<{ result: string; reason: string }>(['logs', 'greeting']);
  expect(json).toMatchObject({
    result: 'did-not-run',
    reason: 'it was stopped before its end while @acme/greeting:test ran',
  });
});
