import { existsSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { Git } from '../git/git';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { takeBackHalfBrought } from './half-brought';
import { attach, detach } from './trunk-checkouts';

const MAIN = 'refs/heads/main';

let repository: Repository;
let checkout: Git;
let from: CommitSha;
let to: CommitSha;

/** A checkout on `from`, detached by a landing, after which trunk moved to `to`: files changed, added, deleted, linked. */
beforeEach(async () => {
  repository = await createRepository({
    '.gitignore': '*.log\n',
    'changed.txt': 'one\n',
    'deleted.txt': 'x\n',
    'other.txt': 'x\n',
    'folder/a.txt': 'x\n',
    link: 'a file now\n',
  });
  const { git } = repository;
  from = parseCommitSha(await git('rev-parse', 'HEAD'));
  await git('rm', '-r', '--quiet', 'deleted.txt', 'folder', 'link');
  repository.write({ 'changed.txt': 'two\n', 'added/new.txt': 'new\n', folder: 'a file\n' });
  repository.write({ 'kept.log': 'ignored, and in trunk\n' });
  symlinkSync('changed.txt', join(repository.root, 'link'));
  await git('add', '--force', '.');
  await git('commit', '--quiet', '-m', 'Next');
  to = parseCommitSha(await git('rev-parse', 'HEAD'));
  await git('reset', '--quiet', '--hard', from);
  checkout = new Git(repository.root);
  await detach(checkout);
  await git('update-ref', MAIN, to, from);
});

const status = () => repository.git('status', '--porcelain');
const path = (name: string) => join(repository.root, name);
const read = (name: string) => readFileSync(path(name), 'utf8');

/** As a git that was killed on the way leaves the files, with the index of before. */
const HALF_DONE: readonly (readonly [string, () => void])[] = [
  ['a changed file', () => repository.write({ 'changed.txt': 'two\n' })],
  ['a file cut off', () => repository.write({ 'changed.txt': 'tw' })],
  ['a file gone', () => unlinkSync(path('changed.txt'))],
  ['an added file', () => repository.write({ 'added/new.txt': 'new\n' })],
  ['an added file that is ignored', () => repository.write({ 'kept.log': 'ignored, and' })],
  ['a deleted file', () => unlinkSync(path('deleted.txt'))],
  [
    'a folder that is a file',
    () => {
      unlinkSync(path('folder/a.txt'));
      unlinkSync(path('link'));
      symlinkSync('changed.txt', path('link'));
    },
  ],
];

async function bringAlong(): Promise<void> {
  await takeBackHalfBrought(checkout, from, to);
  expect(await status()).toBe('');
  expect(await attach(checkout, MAIN)).toBe(true);
  expect([await status(), await repository.git('rev-parse', 'HEAD')]).toEqual(['', to]);
  expect([read('changed.txt'), read('added/new.txt'), read('folder')]).toEqual([
    'two\n',
    'new\n',
    'a file\n',
  ]);
  expect(existsSync(path('deleted.txt'))).toBe(false);
}

describe('takeBackHalfBrought', () => {
  it.each(HALF_DONE)('takes back %s', async (_, leave) => {
    leave();
    await bringAlong();
  });

  it('takes back files that are all there with the new index, where only HEAD is missing', async () => {
    await repository.git('read-tree', '-m', '-u', from, to);
    await bringAlong();
  });

  it.each([
    ['other content', { 'changed.txt': 'mine\n' }, []],
    ['more content', { 'changed.txt': 'two\nmine\n' }, []],
    ['staged content', { 'changed.txt': 'mine\n' }, ['changed.txt']],
    ['content of an added file', { 'added/new.txt': 'mine\n' }, []],
    ['content of a deleted file', { 'deleted.txt': 'mine\n' }, []],
    ['content elsewhere', { 'other.txt': 'mine\n', 'untracked.txt': 'mine\n' }, []],
  ])('leaves a person’s %s', async (_, files: Record<string, string>, staged) => {
    repository.write(files);
    if (staged.length > 0) {
      await repository.git('add', ...staged);
      // What the worktree has is the tip's, but what is staged is nowhere else.
      repository.write({ 'changed.txt': 'two\n' });
    }
    const before = [await status(), await repository.git('ls-files', '--stage')];
    await takeBackHalfBrought(checkout, from, to);
    expect([await status(), await repository.git('ls-files', '--stage')]).toEqual(before);
    if (staged.length === 0)
      for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
  });
});
