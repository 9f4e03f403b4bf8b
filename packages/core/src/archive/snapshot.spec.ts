import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { Git } from '../git/git';
import { writeWorkTree } from './snapshot';

let repository: Repository;
let git: Git;

beforeEach(async () => {
  repository = await createRepository({
    '.gitignore': '*.log\n',
    'kept.txt': 'kept\n',
    'changed.txt': 'one\n',
    'deleted.txt': 'x\n',
    'script.sh': '#!/bin/sh\n',
  });
  git = new Git(repository.root);
});

const listed = (tree: string) =>
  repository.git(
    '-c',
    'core.quotePath=false',
    'ls-tree',
    '-r',
    '--format=%(objectmode) %(path)',
    tree,
  );

describe('writeWorkTree', () => {
  it('is HEAD’s tree for a clean checkout', async () => {
    expect(await writeWorkTree(git)).toBe(await repository.git('rev-parse', 'HEAD^{tree}'));
  });

  it('holds changed, staged, untracked and deleted files, modes and links, and no ignored ones', async () => {
    repository.write({
      'changed.txt': 'two\n',
      'staged.txt': 'staged\n',
      'new/a "b".txt': 'new\n',
      'x.log': 'ignored\n',
    });
    await repository.git('add', 'staged.txt');
    repository.write({ 'staged.txt': 'changed after\n' });
    rmSync(join(repository.root, 'deleted.txt'));
    chmodSync(join(repository.root, 'script.sh'), 0o755);
    symlinkSync('nowhere', join(repository.root, 'link'));
    const tree = await writeWorkTree(git);
    expect((await listed(tree)).split('\n')).toEqual([
      '100644 .gitignore',
      '100644 changed.txt',
      '100644 kept.txt',
      '120000 link',
      '100644 "new/a \\"b\\".txt"',
      '100755 script.sh',
      '100644 staged.txt',
    ]);
    expect(await repository.git('show', `${tree}:changed.txt`)).toBe('two');
    expect(await repository.git('show', `${tree}:staged.txt`)).toBe('changed after');
    expect(await repository.git('show', `${tree}:link`)).toBe('nowhere');
  });

  it('holds it all from a subfolder, and leaves index, HEAD and files as they are', async () => {
    repository.write({ 'sub/new.txt': 'new\n', 'staged.txt': 'staged\n' });
    await repository.git('add', 'staged.txt');
    const before = await repository.git('status', '--porcelain', '-uall');
    const index = await repository.git('ls-files', '--stage');
    const tree = await writeWorkTree(git.at(join(repository.root, 'sub')));
    expect(await repository.git('cat-file', '-t', `${tree}:staged.txt`)).toBe('blob');
    expect(await repository.git('cat-file', '-t', `${tree}:sub/new.txt`)).toBe('blob');
    expect(await repository.git('status', '--porcelain', '-uall')).toBe(before);
    expect(await repository.git('ls-files', '--stage')).toBe(index);
  });

  it('holds the present content of files that are marked as unchanged', async () => {
    await repository.git('update-index', '--assume-unchanged', 'kept.txt');
    repository.write({ 'kept.txt': 'hidden work\n' });
    const tree = await writeWorkTree(git);
    expect(await repository.git('show', `${tree}:kept.txt`)).toBe('hidden work');
  });

  it('refuses a repository inside, whose content it could not hold', async () => {
    repository.write({ 'inner/file.txt': 'x\n' });
    await repository.git('-C', 'inner', 'init', '--quiet');
    await repository.git('-C', 'inner', 'add', '.');
    await repository.git('-C', 'inner', 'commit', '--quiet', '-m', 'Inner');
    await expect(writeWorkTree(git)).rejects.toMatchObject({
      kind: 'refusal',
      code: 'NESTED_REPOSITORY',
      message: expect.stringContaining(join(repository.root, 'inner')) as unknown,
    });
  });
});
