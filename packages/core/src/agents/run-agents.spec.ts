import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { startStory } from '../story/start-story';
import type { AgentRecord } from './agent-record';
import { requireAgent } from './find-agent';
import { runAgents } from './run-agents';

/** No Nx is installed here, so no gate that is run is ever green. */
const LOGIN = parseStoryId('login');
const quiet = () => undefined;
let sandbox: Sandbox;
let repository: Repository;

beforeEach(async () => {
  const options = { trunk: { protect: false } };
  sandbox = await createRepository({
    'nx.json': JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options }] }),
    '.gitignore': '.env*\n',
    'a.spec.ts': "it('works', () => { expect(1).toBe(1); });\n",
    '.husky/pre-commit': 'if [ -e refused.txt ]; then echo lint is red >&2; exit 1; fi\n',
  });
  repository = await requireRepository(sandbox.root);
  await start(LOGIN);
});

async function start(id: typeof LOGIN): Promise<void> {
  const request = {
    ...{ id, title: null, brief: 'Use a passkey.', base: null },
    ...({ dependencies: 'none', setup: 'run', ports: null } as const),
  };
  await startStory(repository, await requireTrunk(repository), request, quiet);
}

/** Puts one Node script to work in each story, one after the other; `git` and `write` are there for it. */
async function work(script: string, stories = [LOGIN]): Promise<AgentRecord[]> {
  const known = `const { execFileSync } = require('node:child_process');
    const git = (...args) => execFileSync('git', args, { stdio: 'pipe' });
    const write = (path, text) => require('node:fs').writeFileSync(path, text);`;
  const agent = requireAgent('command', [process.execPath, '-e', known + script]);
  const request = { stories, agent, mostRounds: 1, minutes: 1, parallel: 1 };
  const runs = await runAgents(repository, request, quiet);
  return runs.map(({ record }) => record);
}

const MAIN = () => JSON.stringify(sandbox.root);

it('never takes for an agent’s own work what it synced from trunk', async () => {
  const [synced] = await work(`const main = ${MAIN()};
    git('-C', main, 'rm', '--quiet', 'a.spec.ts');
    git('-C', main, 'mv', '.husky/pre-commit', '.husky/commit-msg');
    git('-C', main, 'commit', '--quiet', '-m', 'Somebody lands');
    git('merge', '--quiet', 'main');`);
  expect(synced).toMatchObject({ state: 'stuck', reason: 'it changed nothing', noticed: [] });
});

it('puts no agent to work where somebody worked or took the worktree away while it waited its turn', async () => {
  const [cart, gone] = [parseStoryId('cart'), parseStoryId('gone')];
  await start(cart);
  await start(gone);
  const runs = await work(
    `write('own.txt', ''); write('../cart/mine.txt', 'a person’s');
     git('worktree', 'remove', '--force', '../gone');`,
    [LOGIN, cart, gone],
  );
  expect(runs).toMatchObject([
    { story: 'login', state: 'out-of-rounds' },
    { state: 'failed', round: 0, reason: expect.stringContaining('mine.txt') as unknown },
    { state: 'failed', round: 0, reason: expect.stringContaining('no worktree') as unknown },
  ]);
  expect(await sandbox.git('log', '--format=%s', 'main..story/cart')).toBe('');
});

it('notices hooks that were turned off in any worktree, and arms them before its work is committed', async () => {
  const [refused] = await work(`git('config', '--worktree', 'core.hooksPath', '/dev/null');
    git('-C', ${MAIN()}, 'config', '--worktree', 'core.hooksPath', '/dev/null');
    write('refused.txt', '');`);
  const inMain = await sandbox.git('config', '--get', 'core.hooksPath');
  expect(inMain).toBe(repository.layout.hooks);
  expect(refused).toMatchObject({ state: 'out-of-rounds', gateRun: null });
  expect(refused!.noticed).toMatchObject([
    { what: 'hooks', names: [sandbox.root, `${sandbox.root}.stories/login`] },
  ]);
  expect(await sandbox.git('log', '--format=%s', 'main..story/login')).toBe('');
});
