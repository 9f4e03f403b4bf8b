import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  pidsIn,
  run,
  sourceScript,
  STUBBORN_PIDS,
  STUBBORN_PROGRAM,
  writeFiles,
  type Repository as Sandbox,
} from '@storygate/testing';
import type { StorygateEvent } from '../events/events';
import { parseStoryId } from '../names/story-id';
import { listProcesses } from '../process/list-processes';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { startStory } from '../story/start-story';
import { readLastAgentRun, type AgentRecord } from './agent-record';
import { requireAgent } from './find-agent';
import { runAgents, type AgentsRequest } from './run-agents';

/** No Nx is installed here, so every gate that is run says `did-not-run`, which is never green. */
const LOGIN = parseStoryId('login');
let sandbox: Sandbox;
let repository: Repository;
let events: StorygateEvent[];

beforeEach(async () => {
  sandbox = await createRepository({
    'nx.json': JSON.stringify({ plugins: [{ plugin: '@storygate/nx' }] }),
    '.gitignore': '.env*\n',
    'a.txt': 'a\n',
    '.husky/pre-commit': 'if [ -e refused.txt ]; then echo lint is red >&2; exit 1; fi\n',
  });
  repository = await requireRepository(sandbox.root);
  events = [];
  await start(LOGIN);
});

async function start(id: AgentsRequest['stories'][number]): Promise<void> {
  await startStory(
    repository,
    await requireTrunk(repository),
    {
      ...{ id, title: 'Log in', brief: 'Use a passkey.', base: null },
      ...{ dependencies: 'none', setup: 'run', ports: null },
    },
    () => undefined,
  );
}

const worktree = () => join(sandbox.folder, 'repository.stories/login');

const prepare = async (): Promise<void> => undefined;

/** Puts a Node script to work; what it prints is its log. */
async function runScript(
  script: string,
  more: Partial<AgentsRequest> = {},
): Promise<{ readonly record: AgentRecord; readonly folder: string; readonly log: string }> {
  const agent = requireAgent('command', [process.execPath, '-e', script]);
  const request = {
    stories: [LOGIN],
    agent,
    mostRounds: 3,
    minutes: 5,
    parallel: null,
    prepare,
    ...more,
  };
  const { runs, refused } = await runAgents(
    repository,
    request,
    (event) => events.push(event),
    () => undefined,
  );
  const [first] = refused;
  if (first !== undefined) throw first.error;
  const [run] = runs;
  const { record, folder } = run!;
  return { record, folder, log: readFileSync(join(folder, 'agent.log'), 'utf8') };
}

async function living(pids: readonly number[]): Promise<number[]> {
  const all = new Set((await listProcesses()).map(({ pid }) => pid));
  return pids.filter((pid) => all.has(pid));
}

const WRITE = `const fs = require('node:fs'); const told = fs.readFileSync(0, 'utf8');`;

describe('an agent at work', () => {
  it('works in its story with its environment, is told what failed, and its work is committed', async () => {
    const { record, folder, log } = await runScript(
      `${WRITE} fs.appendFileSync('a.txt', 'more\\n');
      console.log(process.cwd(), process.env.STORYGATE_STORY, process.env.PORT, process.env.GIT_DIR);`,
    );
    expect(record).toMatchObject({
      ...{
        state: 'stuck',
        round: 3,
        reason: expect.stringContaining('the same failed') as unknown,
      },
      ...{ agent: 'command', number: 1, gateRun: 3 },
    });
    expect(log).toMatch(/^\S+\/repository\.stories\/login login 4\d+ undefined\n/);
    expect(await sandbox.git('show', 'story/login:a.txt')).toBe('a\nmore\nmore\nmore');
    expect(await sandbox.git('log', '-1', '--format=%H', 'story/login')).toBe(record.head);
    const prompts = [1, 2].map((n) => readFileSync(join(folder, `prompt-${n}.md`), 'utf8'));
    expect(prompts[0]).toMatch(/^# Story login: Log in\n\nUse a passkey\.\n/);
    expect(prompts[1]).toContain('Use a passkey.');
    expect(prompts[1]).toContain('The gate of your story is red (did-not-run)');
    const states = events.flatMap((event) => (event.type === 'agent' ? [event.state] : []));
    const round = ['working', 'gating'];
    expect(states).toEqual([...round, ...round, ...round, 'stuck']);
    const told = readFileSync(join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
    expect(told.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { round: 1, type: 'message' },
      { round: 2, type: 'message' },
      { round: 3, type: 'message' },
    ]);
  });

  it.each([
    ['changes nothing', '', 'stuck', 'it changed nothing'],
    [
      'works in the main checkout',
      `require('node:fs').writeFileSync('../../repository/a.txt', 'here')`,
      'stuck',
      'in the main checkout these changed while it worked: a.txt',
    ],
    [
      'ends with an error',
      'console.error("not logged in"); process.exit(3)',
      'failed',
      'not logged in',
    ],
    ['asks', 'console.log("NEEDS ATTENTION: which port?")', 'needs-attention', 'which port?'],
    [
      'leaves its branch',
      `${WRITE} require('node:child_process').execFileSync('git', ['checkout', '--detach'])`,
      'needs-attention',
      'not on branch story/login',
    ],
    [
      'leaves a merge half-done',
      `const git = (...args) => require('node:child_process').spawnSync('git', args);
       git('commit', '--allow-empty', '-m', 'x'); git('checkout', '-q', '--detach', 'main');
       git('commit', '--allow-empty', '-m', 'y'); git('checkout', '-q', 'story/login');
       git('merge', '--no-commit', '--no-ff', '-s', 'ours', 'HEAD@{1}');`,
      'needs-attention',
      'a merge stands half-done',
    ],
    [
      'removes its worktree',
      `const place = process.cwd(); if (!place.endsWith('repository.stories/login')) process.exit(9);
       process.chdir('/'); require('node:fs').rmSync(place, { recursive: true });`,
      'needs-attention',
      'gone',
    ],
  ])('that %s', async (_, script, state, reason) => {
    const { record } = await runScript(script);
    expect(record).toMatchObject({ state, round: 1 });
    expect(record.reason).toContain(reason);
    expect(record.endedAt).not.toBeNull();
    expect(await sandbox.git('rev-parse', 'main')).toBe(await sandbox.git('rev-parse', 'HEAD'));
  });

  it('is stopped at its time limit with all that it started', async () => {
    const agent = requireAgent('command', [process.execPath, ...STUBBORN_PROGRAM]);
    const { record, log } = await runScript('', { agent, minutes: 0.03 });
    expect(record).toMatchObject({ state: 'out-of-time', round: 1 });
    expect(pidsIn(log).length).toBeGreaterThan(0);
    expect(await living(pidsIn(log))).toEqual([]);
  });

  it('leaves nothing running that outlives its turn', async () => {
    const { record, log } = await runScript(
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'],
         { stdio: 'ignore', detached: true });
       child.unref(); console.log('pid ' + child.pid);`,
    );
    expect(record.state).toBe('stuck');
    expect(await living(pidsIn(log))).toEqual([]);
  });

  it('may flood its output, in bytes that are no text and in one endless line', async () => {
    const { record, folder } = await runScript(
      `const { writeSync } = require('node:fs'); const block = Buffer.alloc(1e6, 0xff);
       for (let n = 0; n < 30; n++) for (let at = 0; at < block.length;) at += writeSync(1, block, at);`,
    );
    expect(record.state).toBe('stuck');
    expect(existsSync(join(folder, 'events.jsonl'))).toBe(true);
    expect(readFileSync(join(folder, 'agent.log')).length).toBeLessThan(21_000_000);
  });

  it('is told when a hook does not let its work be committed', async () => {
    const { record, folder } = await runScript(`${WRITE} fs.writeFileSync('refused.txt', '');`, {
      mostRounds: 2,
    });
    expect(record).toMatchObject({ state: 'out-of-rounds', gateRun: null });
    expect(readFileSync(join(folder, 'prompt-2.md'), 'utf8')).toContain('lint is red');
  });
});

it('is ended with all that it started when the user interrupts', async () => {
  const script = `
    const { runAgents } = source('agents/run-agents');
    const { requireAgent } = source('agents/find-agent');
    const { requireRepository } = source('repository/repository');
    const { interrupt } = source('process/interruption');
    let said = 0;
    const onEvent = (event) => {
      if (event.type === 'agent-said' && ++said === ${STUBBORN_PIDS}) interrupt();
    };
    const agent = requireAgent('command', [process.execPath, ...JSON.parse(args[1])]);
    const limits = { mostRounds: 3, minutes: 5, parallel: null };
    const request = { stories: ['login'], agent, ...limits, prepare: async () => {} };
    const repository = await requireRepository(args[0]);
    await runAgents(repository, request, onEvent, () => {}).catch((error) => console.log(error.code));`;
  const args = [sandbox.root, JSON.stringify(STUBBORN_PROGRAM)];
  const options = { cwd: sandbox.root };
  const { stdout } = await run(process.execPath, sourceScript('core', script, args), options);
  expect(stdout).toBe('INTERRUPTED');
  const last = await readLastAgentRun(repository.layout, LOGIN);
  expect(last?.record).toMatchObject({ state: 'interrupted', round: 1 });
  const pids = pidsIn(readFileSync(join(last!.folder, 'agent.log'), 'utf8'));
  expect(pids).toHaveLength(STUBBORN_PIDS);
  expect(await living(pids)).toEqual([]);
});

describe('stories that no agent can be put to work in', () => {
  const refused = (more: Partial<AgentsRequest> = {}) => expect(runScript('', more)).rejects;

  it('have uncommitted work, no brief, or no worktree', async () => {
    writeFiles(worktree(), { 'mine.txt': 'a person’s' });
    await refused().toMatchObject({ code: 'WORKTREE_NOT_CLEAN' });
    expect(readFileSync(join(worktree(), 'mine.txt'), 'utf8')).toBe('a person’s');
    await sandbox.git('branch', 'story/bare');
    await refused({ stories: [parseStoryId('bare')] }).toMatchObject({ code: 'NOT_CHECKED_OUT' });
    await sandbox.git('worktree', 'add', '--quiet', join(sandbox.folder, 'bare'), 'story/bare');
    await refused({ stories: [parseStoryId('bare')] }).toMatchObject({ code: 'BRIEF_EMPTY' });
  });

  it('keep no others from being worked in', async () => {
    await refused({ stories: [parseStoryId('nope'), LOGIN] }).toMatchObject({
      code: 'NO_SUCH_STORY',
    });
    const last = await readLastAgentRun(repository.layout, LOGIN);
    expect(last?.record).toMatchObject({ state: 'stuck' });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'warning', code: 'NO_SUCH_STORY' }),
    );
  });
});
