import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createRepository, run, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { approveSetup } from '../governance/setup-approval';
import { thisProcess } from '../process/process-identity';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { parseStoryId } from '../names/story-id';
import { previewStory, startStory } from './start-story';
import type { StoryRequest } from './read-story-facts';
import { readStoryRecord, writeStoryRecord } from './story-record';

const quiet = () => undefined;
const LOGIN: StoryRequest = {
  id: parseStoryId('login'),
  title: 'Log in',
  brief: null,
  base: null,
  dependencies: 'none',
  setup: 'run',
  ports: null,
};

let sandbox: Sandbox;
let repository: Repository;
let folder: string;

async function open(stories: object = {}): Promise<void> {
  const plugin = { plugin: '@storygate/nx', options: { stories } };
  sandbox = await createRepository({
    'nx.json': JSON.stringify({ plugins: [plugin] }),
    '.gitignore': '.env*\n',
    '.husky/pre-commit': 'echo the hook ran\n',
  });
  repository = await requireRepository(sandbox.root);
  folder = join(sandbox.folder, 'repository.stories/login');
}

const begin = async (request = LOGIN) =>
  startStory(repository, await requireTrunk(repository), request, quiet);

/** Everything that starting a story could leave behind, apart from the hooks that all stories share. */
async function traces() {
  return {
    branches: await sandbox.git('for-each-ref', '--format=%(refname)', 'refs/heads'),
    worktrees: (await sandbox.git('worktree', 'list', '--porcelain')).match(/^worktree /gm)?.length,
    record: existsSync(join(repository.layout.stories, 'login')),
    folder: existsSync(folder),
    locks: await sandbox.git('for-each-ref', 'refs/storygate/lock'),
    status: await sandbox.git('status', '--porcelain'),
  };
}

const NOTHING = {
  branches: 'refs/heads/main',
  worktrees: 1,
  record: false,
  folder: false,
  locks: '',
  status: '',
};

describe('startStory', () => {
  it('makes branch, worktree, record and armed hooks, and brings the .env files', async () => {
    await open();
    sandbox.write({ '.env': 'A=1\n', '.env.test': 'B=2\n' });
    const head = await sandbox.git('rev-parse', 'HEAD');
    await begin();
    expect(await sandbox.git('-C', folder, 'rev-parse', 'HEAD', '--abbrev-ref', 'HEAD')).toBe(
      `${head}\nstory/login`,
    );
    expect(readFileSync(join(folder, '.env.test'), 'utf8')).toBe('B=2\n');
    const record = await readStoryRecord(repository.layout, LOGIN.id);
    expect(record).toMatchObject({
      state: 'ready',
      title: 'Log in',
      base: head,
      ports: { base: 4220, size: 20 },
    });
    const commit = await run('git', ['commit', '--allow-empty', '-m', 'x'], { cwd: folder });
    expect(commit.output).toContain('the hook ran');
    expect((await traces()).locks).toBe('');
  });

  it('starts from the base it is given, and keeps the brief', async () => {
    await open();
    const first = await sandbox.git('rev-parse', 'HEAD');
    await sandbox.commit('More', { 'more.txt': 'x\n' });
    await begin({ ...LOGIN, base: first.slice(0, 12), brief: 'Do this.\n' });
    expect(await sandbox.git('-C', folder, 'rev-parse', 'HEAD')).toBe(first);
    expect(readFileSync(join(repository.layout.stories, 'login/brief.md'), 'utf8')).toBe(
      'Do this.\n',
    );
  });

  it('makes two at once, with ports of their own', async () => {
    await open();
    const two = { ...LOGIN, id: parseStoryId('logout') };
    const plans = await Promise.all([begin(), begin(two)]);
    expect(plans.map(({ ports }) => ports?.base).sort()).toEqual([4220, 4240]);
    expect(existsSync(folder)).toBe(true);
  });

  it('makes one of two that are started under the same id at once', async () => {
    await open();
    const both = await Promise.allSettled([begin(), begin()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await readStoryRecord(repository.layout, LOGIN.id)).toMatchObject({ state: 'ready' });
    expect(existsSync(folder)).toBe(true);
  });

  it.each([
    ['a set-up command fails', { setup: ['false'] }, 'SETUP_FAILED'],
    ['a set-up command is not there', { setup: ['no-such-program-here'] }, 'SETUP_FAILED'],
  ])('leaves nothing behind when %s', async (_, stories, code) => {
    await open(stories);
    await approveSetup(repository.layout, stories.setup);
    await expect(begin()).rejects.toMatchObject({ kind: 'refusal', code });
    expect(await traces()).toEqual(NOTHING);
  });

  it('leaves nothing behind when the stories folder is a file', async () => {
    await open();
    writeFileSync(join(sandbox.folder, 'repository.stories'), 'mine');
    await expect(begin()).rejects.toMatchObject({ code: 'BAD_STORIES_DIRECTORY' });
    expect(await traces()).toEqual(NOTHING);
    expect(readFileSync(join(sandbox.folder, 'repository.stories'), 'utf8')).toBe('mine');
  });

  it('leaves nothing behind when the hooks can’t be written', async () => {
    await open();
    mkdirSync(repository.layout.root, { recursive: true });
    writeFileSync(repository.layout.hooks, 'a file');
    await expect(begin()).rejects.toThrow();
    expect(await traces()).toEqual(NOTHING);
  });

  it('leaves nothing behind when git can’t make the worktree', async () => {
    await open();
    // A hook of the user's that refuses the checkout, after git has made branch and folder.
    const hook = join(sandbox.root, '.git/hooks/post-checkout');
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(begin()).rejects.toMatchObject({ kind: 'git' });
    expect(await traces()).toEqual(NOTHING);
  });

  it('makes the same worktree as git does, a sparse one too, and runs post-checkout once', async () => {
    await open();
    await sandbox.commit('More', { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
    await sandbox.git('sparse-checkout', 'set', 'in');
    const heard = join(sandbox.folder, 'heard');
    writeFiles(sandbox.root, { '.hooks/post-checkout': `#!/bin/sh\necho "$@" >> '${heard}'\n` });
    chmodSync(join(sandbox.root, '.hooks/post-checkout'), 0o755);
    await sandbox.git('config', 'core.hooksPath', '.hooks');
    const twin = join(sandbox.folder, 'twin');
    await sandbox.git('worktree', 'add', '--quiet', '-b', 'twin', twin);
    await begin();
    const look = async (cwd: string) => ({
      status: await sandbox.git('-C', cwd, 'status', '--porcelain'),
      flags: await sandbox.git('-C', cwd, 'ls-files', '-t'),
      files: readdirSync(cwd, { recursive: true }).filter((path) => path !== '.env.local'),
      kept: readdirSync(await sandbox.git('-C', cwd, 'rev-parse', '--git-dir')).sort(),
      log: await sandbox.git('-C', cwd, 'reflog', '--format=%H %gs', 'HEAD'),
    });
    const made = await look(folder);
    expect(made).toMatchObject({ status: '', flags: expect.stringContaining('S out/b.txt') });
    expect(made).toEqual(await look(twin));
    const head = await sandbox.git('rev-parse', 'HEAD');
    const lines = readFileSync(heard, 'utf8').trim().split('\n');
    expect(lines).toEqual([1, 2].map(() => `${'0'.repeat(40)} ${head} 1`));
  });

  it('touches nothing of a branch or a folder that was there before', async () => {
    await open();
    await sandbox.git('branch', 'story/login');
    await expect(begin()).rejects.toMatchObject({ code: 'STORY_EXISTS' });
    await sandbox.git('branch', '-D', 'story/login');
    writeFiles(folder, { 'mine.txt': 'mine\n' });
    await expect(begin()).rejects.toMatchObject({ code: 'STORY_EXISTS' });
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine\n');
    expect(existsSync(join(repository.layout.stories, 'login'))).toBe(false);
  });

  it('starts over what a maker that died left, and waits for no one', async () => {
    await open();
    await begin();
    const record = await readStoryRecord(repository.layout, LOGIN.id);
    const dead = { ...thisProcess(), boot: 'before' };
    await writeStoryRecord(repository.layout, { ...record!, state: 'creating', maker: dead });
    await begin();
    expect(await readStoryRecord(repository.layout, LOGIN.id)).toMatchObject({ state: 'ready' });
  });

  it('starts over what a maker left before its files were checked out, and archives nothing', async () => {
    await open();
    await begin();
    const record = await readStoryRecord(repository.layout, LOGIN.id);
    const dead = { ...thisProcess(), boot: 'before' };
    await writeStoryRecord(repository.layout, { ...record!, state: 'creating', maker: dead });
    await sandbox.git('worktree', 'remove', '--force', folder);
    await sandbox.git('worktree', 'add', '--quiet', '--no-checkout', folder, 'story/login');
    await begin();
    expect(await sandbox.git('for-each-ref', 'refs/storygate/archive')).toBe('');
    expect(await sandbox.git('-C', folder, 'status', '--porcelain')).toBe('');
  });

  it('starts over what a maker left that died before trunk moved on', async () => {
    await open();
    await begin();
    const record = await readStoryRecord(repository.layout, LOGIN.id);
    const dead = { ...thisProcess(), boot: 'before' };
    await writeStoryRecord(repository.layout, { ...record!, state: 'creating', maker: dead });
    // Trunk moves on by what its guard would ask the ledger about; the guard is not what is tested here.
    const unguarded = ['-c', 'core.hooksPath=/dev/null'];
    await sandbox.git(...unguarded, 'commit', '--quiet', '--allow-empty', '-m', 'More');
    await begin();
    expect(await sandbox.git('rev-parse', 'story/login')).toBe(
      await sandbox.git('rev-parse', 'main'),
    );
  });

  it('archives work that someone did in a workspace whose maker died', async () => {
    await open();
    await begin();
    const record = await readStoryRecord(repository.layout, LOGIN.id);
    const dead = { ...thisProcess(), boot: 'before' };
    await writeStoryRecord(repository.layout, { ...record!, state: 'creating', maker: dead });
    writeFiles(folder, { 'mine.txt': 'mine\n' });
    await begin();
    expect(await sandbox.git('show', 'refs/storygate/archive/login/1:mine.txt')).toBe('mine');
    expect(await sandbox.git('-C', folder, 'status', '--porcelain')).toBe('');
  });
});

describe('previewStory', () => {
  it('plans what startStory does, and changes nothing', async () => {
    await open();
    const plan = await previewStory(repository, await requireTrunk(repository), LOGIN);
    expect(await traces()).toEqual(NOTHING);
    expect(await begin()).toEqual(plan);
  });

  it('refuses a base that names no commit', async () => {
    await open();
    const trunk = await requireTrunk(repository);
    await expect(previewStory(repository, trunk, { ...LOGIN, base: 'nope' })).rejects.toMatchObject(
      {
        code: 'NO_SUCH_BASE',
      },
    );
  });
});
