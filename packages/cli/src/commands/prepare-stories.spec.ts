import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  storygateFromSource,
  writeFiles,
  type Repository,
} from '@storygate/testing';

/** Says what it was told to do, and gives up. */
const AGENT = `console.log(require('node:fs').readFileSync(process.argv[1], 'utf8').slice(0, 2000)); process.exit(4)`;

let repository: Repository;

const run = (...args: readonly string[]) =>
  storygateFromSource(
    [
      'run',
      ...args,
      '--json',
      '--agent',
      'command',
      '--',
      process.execPath,
      '-e',
      AGENT,
      '{briefFile}',
    ],
    { cwd: repository.root },
  );

const branches = () =>
  repository.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/story');

const recordOf = (story: string): string => `.git/storygate/stories/${story}/story.json`;

const readRecord = (story: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(repository.root, recordOf(story)), 'utf8')) as Record<
    string,
    unknown
  >;

beforeAll(async () => {
  const nx = {
    plugins: [{ plugin: '@storygate/nx', options: { stories: { dependencies: 'none' } } }],
  };
  repository = await createRepository({
    'nx.json': JSON.stringify(nx),
    '.gitignore': '.env*\n',
  });
});

describe('run --start', () => {
  it('makes nothing when a brief is missing, or one is for many', async () => {
    writeFiles(repository.folder, { 'login.md': 'Use a passkey.\n' });
    const missing = await run('login', 'cart', '--start', '--brief', '../{story}.md');
    expect(missing).toMatchObject({ exitCode: 1 });
    expect(missing.stdout).toContain('NO_BRIEF');
    const one = await run('login', 'cart', '--start', '--brief', '../login.md');
    expect(one).toMatchObject({ exitCode: 2 });
    expect(one.stdout).toContain('ONE_AT_A_TIME');
    const none = await run('login', '--start');
    expect(none.stdout).toContain('BRIEF_EMPTY');
    expect(await branches()).toBe('');
  });

  it('starts what is not there yet, each with its own brief, and goes on with what is', async () => {
    writeFiles(repository.folder, { 'cart.md': 'Sum it up.\n' });
    const refused = await run('login', '--brief', '../{story}.md');
    expect(refused.stdout).toContain('NO_SUCH_STORY');
    const first = await run('login', '--start', '--brief', '../{story}.md');
    expect(first).toMatchObject({ exitCode: 1 });
    const both = await run('login', 'cart', 'cart', '--start', '--brief', '../{story}.md');
    const { runs } = JSON.parse(both.stdout) as { runs: { reason: string }[] };
    expect(runs).toMatchObject([
      { story: 'login', number: 2, state: 'failed' },
      { story: 'cart', number: 1, state: 'failed' },
    ]);
    expect(await branches()).toBe('story/cart\nstory/login');
    const briefs = ['login', 'cart'].map((story) => `.git/storygate/stories/${story}/brief.md`);
    expect(briefs.map((file) => readFileSync(join(repository.root, file), 'utf8'))).toEqual([
      'Use a passkey.\n',
      'Sum it up.\n',
    ]);
    writeFiles(`${repository.root}.stories/login`, { 'mine.txt': '' });
    writeFiles(repository.folder, { 'login.md': 'Another brief.\n', 'new.md': 'New.\n' });
    const busy = await run('new', 'login', '--start', '--brief', '../{story}.md');
    expect(busy.stdout).toContain('WORKTREE_NOT_CLEAN');
    expect(await branches()).toBe('story/cart\nstory/login');
    expect(readFileSync(join(repository.root, briefs[0]!), 'utf8')).toBe('Use a passkey.\n');
  });

  it('lets agents work beside a story that can’t be started, and tells of both', async () => {
    const files = ['ok', 'blocked', 'whole'].map((story) => [`${story}.md`, 'Do it.\n']);
    writeFiles(repository.folder, Object.fromEntries(files) as Record<string, string>);
    writeFiles(`${repository.root}.stories/blocked`, { 'in-the-way.txt': '' });
    const ended = await run('ok', 'blocked', '--start', '--brief', '../{story}.md');
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      runs: [{ story: 'ok', state: 'failed' }],
      refused: [{ story: 'blocked', code: 'STORY_EXISTS' }],
    });
    const detached = await run('whole', 'blocked', '--start', '--detach', '--brief=../{story}.md');
    expect(detached).toMatchObject({ exitCode: 1 });
    expect(detached.stdout).toContain('STORY_EXISTS');
    expect(readRecord('whole')).toMatchObject({ state: 'ready' });
    expect(await branches()).not.toContain('blocked');
  });

  it('makes a story anew whose maker was killed, and puts no agent to work before', async () => {
    const record = readRecord('ok');
    const maker = { ...(record['maker'] as object), boot: 'an earlier one' };
    writeFiles(repository.root, {
      [recordOf('ok')]: JSON.stringify({ ...record, state: 'creating', maker }),
    });
    const refused = await run('ok', '--brief', '../{story}.md');
    expect(refused.stdout).toContain('STORY_UNFINISHED');
    const again = await run('ok', '--start', '--brief', '../{story}.md');
    expect(JSON.parse(again.stdout)).toMatchObject({ runs: [{ story: 'ok', state: 'failed' }] });
    expect(readRecord('ok')).toMatchObject({ state: 'ready' });
  });
});
