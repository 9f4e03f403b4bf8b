import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { mortalGit } from '../git/mortal-git.fixture';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { startStory } from '../story/start-story';
import { readStoryRecord, writeStoryRecord } from '../story/story-record';
import { previewRemoval, removeStory } from './remove-story';
import { previewRestore, restoreStory, type RestoreRequest } from './restore-story';
import type { SnapshotScope } from './snapshot';

const LOGIN = parseStoryId('login');
const REQUEST: RestoreRequest = {
  story: LOGIN,
  n: null,
  as: null,
  dependencies: 'none',
};
const quiet = () => undefined;
let sandbox: Sandbox;
let repository: Repository;
let folder: string;

beforeEach(async () => {
  sandbox = await createRepository({
    'nx.json': '{}',
    '.gitignore': '*.log\nnode_modules\n',
    'a.txt': 'a\n',
    'gone.txt': 'gone\n',
    'run.sh': '#!/bin/sh\n',
    'both.txt': 'one\n',
  });
  repository = await requireRepository(sandbox.root);
  folder = join(sandbox.folder, 'repository.stories/login');
  await startStory(
    repository,
    await requireTrunk(repository),
    {
      ...{ id: LOGIN, title: 'Log in', brief: null, base: null },
      ...{ dependencies: 'none', setup: 'run', ports: null },
    },
    quiet,
  );
});

const inStory = (...args: string[]) => sandbox.git('-C', folder, ...args);
const remove = async (scope?: SnapshotScope) =>
  removeStory(
    repository,
    await previewRemoval(repository, await requireTrunk(repository), LOGIN, scope),
    quiet,
  );
const restore = async (request: Partial<RestoreRequest> = {}) =>
  restoreStory(repository, await requireTrunk(repository), { ...REQUEST, ...request }, quiet);

/** Everything that a person sees of a story's worktree. */
const look = async () => ({
  head: await inStory('rev-parse', 'HEAD'),
  on: (await sandbox.tryGit('-C', folder, 'symbolic-ref', 'HEAD')).stdout,
  branch: await sandbox.git('rev-parse', 'refs/heads/story/login'),
  status: await inStory('status', '--porcelain', '-uall'),
  index: await inStory('ls-files', '--stage'),
  diff: await inStory('diff', 'HEAD'),
  settings: (await sandbox.tryGit('config', '--get-regexp', String.raw`^branch\.story/login\.`))
    .stdout,
});

it('gives back commits, staged, unstaged, untracked and deleted files, modes and links', async () => {
  writeFiles(folder, { 'done.txt': 'done\n' });
  await inStory('add', 'done.txt');
  await inStory('commit', '--quiet', '-m', 'Done');
  await inStory('branch', '--quiet', '--set-upstream-to=main');
  writeFiles(folder, { 'both.txt': 'staged\n', 'new.txt': 'staged\n' });
  await inStory('add', 'both.txt', 'new.txt');
  writeFiles(folder, { 'both.txt': 'on top\n', 'deep/ä "b".txt': 'untracked\n' });
  rmSync(join(folder, 'gone.txt'));
  chmodSync(join(folder, 'run.sh'), 0o755);
  symlinkSync('nowhere', join(folder, 'link'));
  await inStory('rm', '--quiet', '--cached', 'a.txt');
  const before = await look();

  const { archive } = await remove();
  expect(existsSync(folder)).toBe(false);
  expect(
    (await previewRestore(repository, await requireTrunk(repository), REQUEST)).story.path,
  ).toBe(folder);
  expect((await restore()).archive.ref).toBe(archive);

  expect(await look()).toEqual(before);
  expect(readFileSync(join(folder, 'both.txt'), 'utf8')).toBe('on top\n');
  expect(await inStory('show', ':both.txt')).toBe('staged');
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(folder, 'run.sh')).mode & 0o111).toBe(0o111);
  expect(await sandbox.git('config', '--worktree', 'core.hooksPath')).toBe(repository.layout.hooks);
});

it('gives back the record, and the logs', async () => {
  writeFiles(folder, { 'x.txt': 'x\n' });
  writeFiles(repository.layout.stories, {
    'login/runs/1/nx.log': 'log\n',
    'login/brief.md': 'Do it.\n',
  });
  const before = await readStoryRecord(repository.layout, LOGIN);
  await remove();
  await restore();
  const { maker, ...record } = (await readStoryRecord(repository.layout, LOGIN)) ?? {};
  expect(before).toMatchObject({ ...record });
  const kept = (path: string) =>
    readFileSync(join(repository.layout.stories, 'login', path), 'utf8');
  expect([kept('runs/1/nx.log'), kept('brief.md')]).toEqual(['log\n', 'Do it.\n']);
  expect(maker).toBeDefined();
});

it('gives back commits that were on no branch, and HEAD on none', async () => {
  await inStory('checkout', '--quiet', '--detach');
  writeFiles(folder, { 'lone.txt': 'lone\n' });
  await inStory('add', 'lone.txt');
  await inStory('commit', '--quiet', '-m', 'On no branch');
  const before = await look();
  await remove();
  await sandbox.git('prune', '--expire=now');
  await restore();
  expect(await look()).toEqual(before);
});

it('keeps ignored files that were asked for, without dependencies', async () => {
  writeFiles(folder, { 'x.log': 'ignored\n', 'node_modules/p/index.js': 'x\n' });
  const { archive } = await remove({ ignored: 'included' });
  expect(archive).not.toBeNull();
  await restore();
  expect(readFileSync(join(folder, 'x.log'), 'utf8')).toBe('ignored\n');
  expect(existsSync(join(folder, 'node_modules'))).toBe(false);
});

it('restores under another id, from an older archive, and leaves every archive', async () => {
  writeFiles(folder, { 'x.txt': 'first\n' });
  await remove();
  await restore();
  writeFiles(folder, { 'x.txt': 'second\n' });
  await remove();
  const { story } = await restore({ n: 1, as: parseStoryId('again') });
  expect(story).toMatchObject({ branch: 'story/again', title: 'Log in' });
  expect(readFileSync(join(story.path, 'x.txt'), 'utf8')).toBe('first\n');
  const refs = await sandbox.git('for-each-ref', '--format=%(refname)', 'refs/storygate/archive');
  expect(refs.split('\n')).toHaveLength(2);
});

it('refuses where there is no archive, or a story of that id', async () => {
  await expect(restore()).rejects.toMatchObject({ code: 'NO_SUCH_ARCHIVE' });
  writeFiles(folder, { 'x.txt': 'x\n' });
  await remove();
  await restore();
  await expect(restore()).rejects.toMatchObject({ code: 'STORY_EXISTS' });
  await expect(restore({ n: 9 })).rejects.toMatchObject({
    code: 'NO_SUCH_ARCHIVE',
    facts: { archives: [1] },
  });
});

it('ends where it is run again, wherever it was killed', async () => {
  writeFiles(folder, { 'a.txt': 'staged\n', 'x.log': 'log\n' });
  await inStory('add', 'a.txt');
  writeFiles(folder, { 'a.txt': 'changed\n', 'new.txt': 'new\n' });
  const before = await look();
  for (const call of [4, 9, 14]) {
    await remove();
    const { git, died } = mortalGit(sandbox.root, { call, when: call % 2 ? 'after' : 'before' });
    const trunk = await requireTrunk(repository);
    const dying = restoreStory({ ...repository, git }, trunk, REQUEST, quiet);
    const end = await Promise.race([dying.then(() => 'done'), died]);
    await bury();
    if (end === 'died' && (await readStoryRecord(repository.layout, LOGIN))?.state !== 'ready')
      await restore();
    expect([call, await look()]).toEqual([call, before]);
  }
});

/** A process that is dead holds no lock and makes no story: here it is this very process. */
async function bury(): Promise<void> {
  await sandbox.tryGit('update-ref', '-d', 'refs/storygate/lock/stories');
  const record = await readStoryRecord(repository.layout, LOGIN);
  if (record?.state !== 'creating') return;
  const maker = { ...record.maker, pid: 999_999_999 };
  await writeStoryRecord(repository.layout, { ...record, maker });
}
