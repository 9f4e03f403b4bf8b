import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createRepository,
  livingOf,
  must,
  pidsIn,
  run,
  startStorygateFromSource,
  storygateFromSource,
  storygateProgram,
  type Repository,
  type Running,
} from '@storygate/testing';

let repository: Repository;

const storygate = (args: readonly string[], input?: string) =>
  storygateFromSource(args, { cwd: repository.root, input });

/** What `status` tells about the agent of a story, or of the first. */
async function readAgent(): Promise<Record<string, unknown> | null> {
  const { stdout } = await storygate(['status', '--json']);
  const [story] = (JSON.parse(stdout) as { stories: { agent: Record<string, unknown> | null }[] })
    .stories;
  return story!.agent;
}

/** Starts a process without any variable, and ends. */
const ORPHANS = `const orphan = require('node:child_process').spawn(process.execPath,
  ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', env: {} });
console.log('pid ' + orphan.pid); process.exit();`;

/** An agent that hangs, with a process that has only its group, and a child in a session of its own. */
const HANGS = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(ORPHANS)}],
  { stdio: 'inherit' });
const child = require('node:child_process').spawn(process.execPath,
  ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', detached: true });
console.log('pid ' + child.pid); console.log('pid ' + process.pid); setInterval(() => {}, 1e6);`;

/** Puts the hanging agent to work, and waits until it is. */
async function startHanging(): Promise<{ readonly running: Running; readonly pids: number[] }> {
  const agent = ['--agent', 'command', '--json=events', '--', process.execPath, '-e', HANGS];
  const running = await startStorygateFromSource(['run', 'login', ...agent], {
    cwd: repository.root,
  });
  await running.printed(/(?:pid \d+[^]*){3}/);
  const { folder } = (await readAgent())!;
  return { running, pids: pidsIn(readFileSync(join(String(folder), 'agent.log'), 'utf8')) };
}

beforeEach(async () => {
  repository = await createRepository({
    'nx.json': '{"plugins": ["@storygate/nx"]}',
    '.gitignore': '.env*\n',
  });
  const story = ['story', 'login', '--dependencies', 'none', '--brief', '-'];
  const { exitCode, stderr } = await storygate(story, 'Use a passkey.\n');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
});

describe('run', () => {
  it('tells how the agent ended, and hands on what stands behind --', async () => {
    const script = 'console.log(process.argv.slice(1).join()); process.exit(4)';
    const agent = ['--agent', 'command', '--', process.execPath, '-e', script, '--', '--json'];
    const { exitCode, stdout, stderr } = await storygate(['run', 'login', ...agent]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('- login: is at work, round 1\n');
    expect(stdout).toContain(
      'story/login: failed (command, round 1 of 5): the agent ended with exit code 4: --json\n',
    );
    const shown = await storygate(['status']);
    expect(shown.stdout).toContain('\nagent: login failed (command, round 1 of 5): ');
    const json = await storygate(['run', 'login', '--json', ...agent]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schemaVersion: 1,
      runs: [{ story: 'login', agent: 'command', number: 2, state: 'failed', round: 1 }],
    });
  });

  it('refuses what it can’t do, before anything is started', async () => {
    const refused: [string[], number, string][] = [
      [['--agent', 'copilot'], 2, 'NO_SUCH_AGENT'],
      [['--agent', 'command', '--', 'no-such-program'], 1, 'AGENT_NOT_FOUND'],
      [['--agent', 'command', '--brief', '-', '--', 'git'], 1, 'BRIEF_EMPTY'],
      [['--agent', 'command', '--rounds', '0', '--', 'git'], 2, 'USAGE'],
      [[], 2, 'USAGE'],
    ];
    for (const [args, exitCode, code] of refused) {
      expect(await storygate(['run', 'login', ...args], ' \n')).toMatchObject({
        exitCode,
        stderr: expect.stringContaining(`[${code}]`) as unknown,
      });
    }
    expect(await readAgent()).toBeNull();
  });

  it('lets one agent work in a story at a time, and leaves none behind when it is killed', async () => {
    const { running, pids } = await startHanging();
    expect(await readAgent()).toMatchObject({ state: 'working', agent: 'command', round: 1 });
    const following = await startStorygateFromSource(['logs', 'login', '--follow'], {
      cwd: repository.root,
    });
    await following.printed(/--- round 1\n(?:pid \d+[^]*){3}/);
    const second = await storygate(['run', 'login', '--agent', 'command', '--', 'git']);
    expect(second).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('[AGENT_AT_WORK]') as unknown,
    });
    running.signal('SIGKILL');
    await running.finished;
    expect(livingOf(pids)).toEqual(pids);
    expect(await readAgent()).toMatchObject({
      state: 'interrupted',
      reason: expect.stringContaining('ended without a word') as unknown,
    });
    expect(livingOf(pids)).toEqual([]);
    expect(await following.finished).toMatchObject({ exitCode: 0 });
    const again = await storygate(['run', 'login', '--agent', 'command', '--', 'git', '--version']);
    expect(again.stdout).toContain('story/login: is stuck (command, round 1 of 5)');
  });
});

describe('stop', () => {
  it('ends an agent with all that it started', async () => {
    const { running, pids } = await startHanging();
    const { exitCode, stdout } = await storygate(['stop', 'login']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('story/login: was stopped (command, round 1 of 5)');
    expect(livingOf(pids)).toEqual([]);
    expect((await running.finished).exitCode).toBe(1);
    expect(await storygate(['stop', 'login'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('[NO_AGENT_AT_WORK]') as unknown,
    });
  });
});

it('goes on without its terminal until it is stopped, with the brief that was given it', async () => {
  const heard = join(repository.folder, 'heard');
  const hangs = `cat > '${heard}.brief'; sleep 1000 & echo "$! $$ $PPID" > '${heard}'; wait`;
  const options = { cwd: repository.root };
  await must('mkfifo', [heard], options);
  const args = ['run', 'login', '--detach', '--brief', '-', '--agent', 'command'];
  const { exitCode, stdout } = await run(
    process.execPath,
    [storygateProgram(), ...args, '--', 'sh', '-c', hangs],
    { ...options, input: 'Use a password.\n' },
  );
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('  npx storygate stop login') as unknown,
  });
  const [child, agent, supervisor] = pidsOf(await readFile(heard, 'utf8'));
  expect(readFileSync(`${heard}.brief`, 'utf8')).toContain('Use a password.');
  expect(await readAgent()).toMatchObject({ state: 'working', agent: 'command', round: 1 });
  expect((await storygate(['stop', 'login'])).stdout).toContain('story/login: was stopped');
  expect(livingOf([child!, agent!])).toEqual([]);
  await must('tail', [`--pid=${supervisor}`, '-f', '/dev/null'], options);
  expect(await readAgent()).toMatchObject({ state: 'stopped', reason: 'somebody stopped it' });
});

const pidsOf = (text: string) => text.trim().split(' ').map(Number);
