import { renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  createRepository,
  storygateFromSource,
  writeFiles,
  type Repository,
} from '@storygate/testing';

let repository: Repository;
let story: string;

const AT = (minute: number) => `2026-01-02T03:0${minute}:00.000Z`;
const TASK = {
  ...{ project: 'cart', target: 'test', result: 'failed', cached: false, hash: null },
  ...{ startedAt: null, durationMs: 3, log: 'cart.test.log' },
};
const FAILURE =
  'FAIL cart.spec.ts\n  ● adds\n\n    Expected: 3\n    Received: 2\n\nTests: 1 failed\n';

function leave(number: number, facts: object, logs: Record<string, string> = {}): void {
  const run = {
    ...{ version: 1, number, story: 'login', kind: 'gate', subject: 'story', commit: 'c0ffee' },
    ...{ tree: 'tree', base: 'base', policy: 'p', startedAt: AT(number), endedAt: AT(number + 1) },
    ...{ result: 'passed', reason: null, affected: [], withoutChecks: [], missing: [], tasks: [] },
    ...{ flaky: [], checks: [], ...facts },
  };
  writeFiles(join(story, 'runs', String(number)), { 'run.json': JSON.stringify(run), ...logs });
}

beforeAll(async () => {
  repository = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}' });
  await repository.git('branch', 'story/login');
  story = join(repository.root, '.git/storygate/stories/login');
  const noise = 'noise\n'.repeat(500);
  leave(1, { result: 'failed', tasks: [TASK] }, { 'cart.test.log': noise + FAILURE + noise });
  leave(2, { subject: 'candidate' });
  leave(3, { result: 'running', endedAt: null, process: ended() });
  writeFiles(story, { 'setup.log': '$ seed\nplanted\n' });
});

/** A process of an earlier start of a machine. */
const ended = () => ({ pid: 1, host: hostname(), boot: 'earlier', started: null });

const logs = (...args: string[]) =>
  storygateFromSource(['logs', 'login', ...args], { cwd: repository.root });

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const end = await logs(...args, '--json');
  expect(end).toMatchObject({ exitCode: 0 });
  return JSON.parse(end.stdout) as Record<string, unknown>;
}

it('lists the runs, the newest first', async () => {
  expect(await json('--list')).toMatchObject({
    story: 'login',
    removed: false,
    list: [
      { run: 3, result: 'running', durationMs: null },
      { run: 2, subject: 'candidate', result: 'passed', durationMs: 60_000, underWay: false },
      { run: 1, subject: 'story', result: 'failed', bytes: expect.any(Number) as number },
    ],
  });
  const { stdout } = await logs('--list');
  expect(stdout.split('\n')).toHaveLength(4);
  expect(stdout).toMatch(/^2 .*2026-01-02 03:02 .*merged .*passed .*60\.0 s/m);
});

it('tells what broke last in one screen, and how to see it', async () => {
  const { stdout, exitCode } = await logs('--failed');
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines).toEqual([
    'run 1 of story login: failed, 2026-01-02 03:02 UTC',
    expect.stringMatching(/^run 3 is newer: /),
    '',
    '--- cart:test (cart.test.log)',
    '  FAIL cart.spec.ts',
    '  ● adds',
    '    Expected: 3',
    '    Received: 2',
    '',
    'logs: .git/storygate/stories/login/runs/1',
    'reproduce: npx storygate gate login',
    'or, in its worktree: npx nx run cart:test',
  ]);
  expect(await json('--failed')).toMatchObject({
    run: 1,
    failures: [
      {
        name: 'cart:test',
        log: join(story, 'runs/1/cart.test.log'),
        lines: expect.arrayContaining(['  Expected: 3']) as string[],
        reproduce: 'npx nx run cart:test',
      },
    ],
    otherFailures: [],
  });
});

it('says that nothing is there to follow', async () => {
  expect((await logs('--follow')).stdout).toContain('nothing of story login is under way');
  expect(await json('--follow')).toMatchObject({ run: 3, followed: null });
});

describe('of agents', () => {
  beforeAll(() => {
    const record = (number: number, more: object) =>
      JSON.stringify({
        ...{ version: 1, number, story: 'login', agent: 'codex', round: 2, mostRounds: 5 },
        ...{ startedAt: AT(number), endedAt: null, conversation: null, head: null, gateRun: null },
        ...{ supervisor: ended(), mark: 'no-such-mark', ...more },
      });
    const event = (round: number, more: object) =>
      `${JSON.stringify({ at: AT(1), round, ...more })}\n`;
    const events = [
      event(1, { type: 'message-part', text: 'I be' }),
      event(1, { type: 'message-part', text: 'gin.\nNow' }),
      event(1, { type: 'command', command: 'npx nx test cart' }),
      event(2, { type: 'message', text: 'It is mended.' }),
    ];
    writeFiles(join(story, 'agents'), {
      '1/state.json': record(1, { state: 'ready', reason: 'the gate is green', endedAt: AT(2) }),
      '1/events.jsonl': events.join(''),
      '1/agent.log': 'all of it\n',
      '2/state.json': record(2, { state: 'working', reason: null }),
    });
  });

  it('lists the runs, and puts in order the one whose supervisor was killed', async () => {
    expect(await json('--agent', '--list')).toMatchObject({
      story: 'login',
      list: [
        { number: 2, state: 'interrupted', underWay: false },
        { number: 1, agent: 'codex', state: 'ready', bytes: expect.any(Number) as number },
      ],
    });
  });

  it('tells what one said and did, turn by turn', async () => {
    const { stdout } = await logs('--agent', '--run', '1');
    expect(stdout.split('\n').slice(-7)).toEqual([
      ...['', '--- round 1', 'I begin.', 'Now', '$ npx nx test cart'],
      ...['--- round 2', 'It is mended.'],
    ]);
    expect(stdout).toMatch(/^agent's run 1 in story login: is ready \(codex, round 2 of 5\)/);
  });

  it('says that there is none to follow', async () => {
    expect(await json('--agent', '--follow')).toMatchObject({ number: 2, followed: null });
  });
});

it('refuses options that ask for different things', async () => {
  expect(await logs('--follow', '--failed')).toMatchObject({ exitCode: 2, stdout: '' });
});

it('shows the logs of a removed story, and says whose they are', async () => {
  const removed = join(repository.root, '.git/storygate/removed/login');
  writeFiles(removed, { '2/story.json': '' });
  rmSync(join(removed, '2'), { recursive: true });
  renameSync(story, join(removed, '2'));
  await repository.git('branch', '-D', 'story/login');
  expect((await logs()).stdout).toMatch(/^story login was removed; .*restore login/);
  expect(await json('--failed')).toMatchObject({ removed: true, run: 1, result: 'failed' });
  expect(await json('--setup')).toMatchObject({ setup: '$ seed\nplanted\n' });
});
