import { join } from 'node:path';
import { createLeanWorkspace, writeFiles } from '../src/index';
import type { MergeDocument } from './documents';
import { expectExit, startStory } from './endings';
import { packs } from './packs';

interface RunDocument extends MergeDocument {
  readonly runs: readonly { story: string; state: string; round: number; reason: string }[];
}

/**
 * Three agents: `greeting` is right at once, `cart` only when it was told which test it broke, and `audit` changes what
 * governs gates beside its work.
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
if (story === 'greeting') execFileSync('git', ['commit', '--all', '--quiet', '-m', 'Greet better']);
`;

it('lets agents work at once, sends back what failed, and lands what is ready', async () => {
  const acme = await createLeanWorkspace(packs);
  writeFiles(acme.folder, { 'agent.cjs': AGENT, 'brief.md': 'Make it better.\n' });
  const stories = ['greeting', 'cart', 'audit'];
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
  ]);
  expect(runs[2]?.reason).toContain('.github/ci.yml');
  expect(outcomes).toMatchObject([
    { story: 'greeting', outcome: 'merged' },
    { story: 'cart', outcome: 'merged' },
  ]);
  expect(await acme.git('show', 'main:packages/cart/index.js')).toContain('sum + price,');
  expect(await acme.git('show', 'main:packages/greeting/index.js')).toContain('// better');
  expect(await acme.git('ls-tree', '-r', '--name-only', 'main')).not.toContain('.github');
});
