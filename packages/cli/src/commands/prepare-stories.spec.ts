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
});
