import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import type { Emit } from '../events/events';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { startStory } from '../story/start-story';
import type { AgentRecord } from './agent-record';
import { requireAgent } from './find-agent';
import { runAgents } from './run-agents';
import { stopAgent } from './watch-stop';

/** No Nx is installed here, so no gate that is run is ever green. */
const LOGIN = parseStoryId('login');
const quiet = () => undefined;
const prepare = async (): Promise<void> => undefined;
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
async function work(script: string, stories = [LOGIN], emit: Emit = quiet): Promise<AgentRecord[]> {
  const known = `const { execFileSync } = require('node:child_process');
    const git = (...args) => execFileSync('git', args, { stdio: 'pipe' });
    const write = (path, text) => require('node:fs').writeFileSync(path, text);`;
  const agent = requireAgent('command', [process.execPath, '-e', known + script]);
  const request = { stories, agent, mostRounds: 1, minutes: 1, parallel: 1, prepare };
  const { runs } = await runAgents(repository, request, emit, quiet);
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

it('tells who waits for a turn, and lets it be stopped', async () => {
  const cart = parseStoryId('cart');
  await start(cart);
  const state = join(repository.layout.stories, 'cart/agents/1/state.json');
  const go = join(sandbox.folder, 'go');
  let stopped: Promise<AgentRecord> | undefined;
  const stopCart = async () => {
    const { record } = await stopAgent(repository.layout, cart);
    writeFileSync(go, '');
    return record;
  };
  const runs = await work(
    `const { readFileSync, existsSync } = require('node:fs');
     const until = (isSo) => { while (!isSo()) execFileSync('sleep', ['0.05']); };
     until(() => existsSync(${JSON.stringify(state)}));
     console.log(JSON.parse(readFileSync(${JSON.stringify(state)}, 'utf8')).state);
     until(() => existsSync(${JSON.stringify(go)}));`,
    [LOGIN, cart],
    (event) => {
      if (event.type === 'agent-said' && event.text === 'waiting') stopped = stopCart();
    },
  );
  expect(await stopped).toMatchObject({ state: 'stopped', round: 0 });
  expect(runs).toMatchObject([{ story: 'login', state: 'stuck' }, { state: 'stopped' }]);
});
