import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { abortSync, continueSync } from './end-sync';
import type { SyncManner } from './plan-sync';
import { previewSync, syncStory } from './sync-story';

const LOGIN = parseStoryId('login');
const quiet = () => undefined;
let sandbox: Sandbox;
let repository: Repository;
let folder: string;

beforeEach(async () => {
  sandbox = await createRepository({
    'nx.json': '{}',
    '.gitignore': '*.log\n',
    'a.txt': 'a\n',
    'b.txt': 'b\n',
  });
  folder = join(sandbox.folder, 'login');
  await sandbox.git('worktree', 'add', '--quiet', '-b', 'story/login', folder);
  repository = await requireRepository(sandbox.root);
});

const inStory = (...args: string[]) => sandbox.git('-C', folder, ...args);
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const preview = (manner: SyncManner = 'merge') =>
  previewSync(repository, { story: LOGIN, manner }, quiet);
const sync = async (manner?: SyncManner) => syncStory(repository, await preview(manner), quiet);
const land = (story: string, files: Record<string, string>) =>
  sandbox.commit(`Work\n\nStory: ${story}`, files);

async function commitInStory(files: Record<string, string>): Promise<string> {
  writeFiles(folder, files);
  await inStory('add', '--', ...Object.keys(files));
  await inStory('commit', '--quiet', '-m', 'Own work');
  return inStory('rev-parse', 'HEAD');
}

it.each(['merge', 'rebase'] as const)(
  'brings trunk in by a %s, past work not in its way',
  async (manner) => {
    const head = await commitInStory({ 'own.txt': 'own\n' });
    const trunk = await land('cart', { 'b.txt': 'cart\n' });
    writeFiles(folder, { 'untracked.txt': 'mine\n' });
    if (manner === 'merge') writeFiles(folder, { 'a.txt': 'mine too\n' });
    const synced = await sync(manner);
    expect(synced).toMatchObject({ outcome: 'synced', head, trunk, conflicts: [] });
    expect(await inStory('log', '-1', '--format=%P', synced.commit)).toBe(
      manner === 'merge' ? `${head} ${trunk}` : trunk,
    );
    expect([read('b.txt'), read('own.txt'), read('untracked.txt')]).toEqual([
      'cart\n',
      'own\n',
      'mine\n',
    ]);
    expect(read('a.txt')).toBe(manner === 'merge' ? 'mine too\n' : 'a\n');
    expect(await sync(manner)).toMatchObject({ outcome: 'up-to-date', commit: synced.commit });
  },
);

it.each(['merge', 'rebase'] as const)(
  'stops a %s at conflicts, tells whose they are, and can be ended',
  async (manner) => {
    await commitInStory({ 'own.txt': 'own\n' });
    const head = await commitInStory({ 'a.txt': 'mine\n' });
    await land('cart', { 'a.txt': 'cart\n' });
    await land('other', { 'b.txt': 'other\n' });
    const conflicts = [{ path: 'a.txt', stories: ['cart'] }];
    const plan = await preview(manner);
    expect([plan.conflicts, plan.stopsAt]).toEqual([conflicts, manner === 'merge' ? null : head]);
    expect(await inStory('status', '--porcelain')).toBe('');
    expect(await sync(manner)).toMatchObject({ outcome: 'conflicted', conflicts });

    const trunk = await requireTrunk(repository);
    await expect(sync(manner)).rejects.toMatchObject({ code: 'OPERATION_UNFINISHED' });
    await expect(continueSync(repository, trunk, LOGIN, quiet)).rejects.toMatchObject({
      code: 'UNRESOLVED_CONFLICTS',
    });
    writeFiles(folder, { 'a.txt': 'both\n' });
    await inStory('add', 'a.txt');
    const ended = await continueSync(repository, trunk, LOGIN, quiet);
    expect(ended).toMatchObject({ outcome: 'synced', head, trunk: trunk.commit });
    expect([read('a.txt'), read('b.txt'), read('own.txt')]).toEqual(['both\n', 'other\n', 'own\n']);
    expect(await inStory('symbolic-ref', 'HEAD')).toBe('refs/heads/story/login');
  },
);

it.each(['merge', 'rebase'] as const)(
  'takes a %s back, and keeps what was resolved',
  async (manner) => {
    const head = await commitInStory({ 'a.txt': 'mine\n' });
    await land('cart', { 'a.txt': 'cart\n' });
    await sync(manner);
    writeFiles(folder, { 'a.txt': 'half resolved\n' });
    const undone = await abortSync(repository, await requireTrunk(repository), LOGIN, quiet);
    expect(undone).toMatchObject({ outcome: 'undone', commit: head });
    expect([await inStory('status', '--porcelain'), read('a.txt')]).toEqual(['', 'mine\n']);
    expect(await sandbox.git('show', `${undone.archive}:a.txt`)).toBe('half resolved');
  },
);

it.each([
  ['a changed file', 'merge', { 'b.txt': 'mine\n' }, 'b.txt'],
  ['an untracked file', 'merge', { 'new.txt': 'mine\n' }, 'new.txt'],
  ['an ignored file', 'merge', { 'kept.log': 'mine\n' }, 'kept.log'],
  ['a changed file elsewhere, for a rebase', 'rebase', { 'a.txt': 'mine\n' }, 'a.txt'],
] as const)('refuses where %s is in the way', async (_, manner, files, path) => {
  await commitInStory({ 'own.txt': 'own\n' });
  sandbox.write({ 'kept.log': 'tracked\n' });
  await sandbox.git('add', '--force', 'kept.log');
  await land('cart', { 'b.txt': 'cart\n', 'new.txt': 'cart\n' });
  writeFiles(folder, files);
  const before = await inStory('rev-parse', 'HEAD');
  await expect(preview(manner)).rejects.toMatchObject({
    code: 'SYNC_IN_THE_WAY',
    facts: { inTheWay: [path] },
  });
  expect([await inStory('rev-parse', 'HEAD'), read(path)]).toEqual([
    before,
    Object.values(files)[0],
  ]);
});

it('refuses a merge that somebody began, a branch that is nowhere, and one that is elsewhere', async () => {
  const trunk = await requireTrunk(repository);
  const refused = { code: 'NO_SYNC' };
  await expect(continueSync(repository, trunk, LOGIN, quiet)).rejects.toMatchObject(refused);
  await commitInStory({ 'a.txt': 'mine\n' });
  await inStory('branch', 'theirs', 'main');
  await inStory('checkout', '--quiet', 'theirs');
  await land('cart', { 'b.txt': 'cart\n' });
  await expect(preview()).rejects.toMatchObject({ code: 'NOT_CHECKED_OUT' });
  await commitInStory({ 'a.txt': 'theirs\n' });
  await inStory('checkout', '--quiet', 'story/login');
  await sandbox.tryGit('-C', folder, 'merge', 'theirs');
  await expect(preview()).rejects.toMatchObject({ code: 'OPERATION_UNFINISHED' });
  await expect(abortSync(repository, trunk, LOGIN, quiet)).rejects.toMatchObject(refused);
});

it('is stopped by the hooks that stop git itself, and goes on when they let it', async () => {
  await commitInStory({ 'own.txt': 'own\n' });
  await land('cart', { 'b.txt': 'cart\n' });
  const hook = join(await inStory('rev-parse', '--git-common-dir'), 'hooks/pre-merge-commit');
  writeFiles('/', { [hook]: '#!/bin/sh\nexit 1\n' });
  await sandbox.git('config', 'core.hooksPath', join(hook, '..'));
  (await import('node:fs')).chmodSync(hook, 0o755);
  expect(await sync()).toMatchObject({ outcome: 'conflicted', conflicts: [] });
  const ended = await continueSync(repository, await requireTrunk(repository), LOGIN, quiet);
  expect(ended).toMatchObject({ outcome: 'synced' });
});
