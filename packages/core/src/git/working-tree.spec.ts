import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { Git } from './git';
import { glanceAtCheckouts, glanceAtDirtyPaths } from './glance';
import { keepUntrackedCache, readDirtyPaths } from './working-tree';

/** As many checkouts as make one git go through more than one of them. */
const MANY = 5 * availableParallelism();

async function glanceAtMany(git: Git): Promise<string[]> {
  const seen = await glanceAtCheckouts(git, Array<string>(MANY).fill(git.cwd));
  const [first = []] = seen;
  expect(seen).toEqual(Array(MANY).fill(first));
  return first;
}

const ODD = ['a b.txt', '"quoted".txt', 'ünï.txt', 'line\nbreak.txt', ' lead.txt', '-rf', 'x -> y'];

describe.each([
  ['readDirtyPaths', readDirtyPaths],
  ['glanceAtDirtyPaths', glanceAtDirtyPaths],
  ['glanceAtCheckouts', glanceAtMany],
])('%s', (_, read) => {
  it('is empty for a clean checkout, and does not tell ignored files', async () => {
    const repository = await createRepository({ '.gitignore': '*.log\n' });
    repository.write({ 'x.log': 'x' });
    expect(await read(new Git(repository.root))).toEqual([]);
  });

  it.each([
    ['changed', 'tracked'],
    ['untracked', 'new'],
  ])('names %s files as they are called', async (__, files) => {
    const all = Object.fromEntries(ODD.map((name) => [name, 'x\n']));
    const repository = await createRepository(files === 'tracked' ? all : { README: 'x\n' });
    repository.write(Object.fromEntries(ODD.map((name) => [name, 'changed\n'])));
    expect((await read(new Git(repository.root))).sort()).toEqual([...ODD].sort());
  });

  it('names staged, deleted and renamed files, both sides of a rename', async () => {
    const repository = await createRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
    await repository.git('mv', 'a.txt', 'renamed.txt');
    rmSync(join(repository.root, 'b.txt'));
    repository.write({ 'new/deep/d.txt': 'd\n' });
    await repository.git('add', 'new');
    expect((await read(new Git(repository.root))).sort()).toEqual([
      'a.txt',
      'b.txt',
      'new/deep/d.txt',
      'renamed.txt',
    ]);
  });

  it('names each untracked file, not just its folder, whatever the user’s settings', async () => {
    const repository = await createRepository();
    await repository.git('config', 'status.showUntrackedFiles', 'no');
    repository.write({ 'new/a.txt': 'a', 'new/b.txt': 'b' });
    expect((await read(new Git(repository.root))).sort()).toEqual(['new/a.txt', 'new/b.txt']);
  });

  it('leaves the index file as it is', async () => {
    const repository = await createRepository({ 'a.txt': 'a\n' });
    repository.write({ 'a.txt': 'a\n' });
    const before = await repository.git('hash-object', '.git/index');
    await read(new Git(repository.root));
    expect(await repository.git('hash-object', '.git/index')).toBe(before);
  });
});

describe('keepUntrackedCache', () => {
  it('lets git tell from the times of folders what is new, and it still tells everything', async () => {
    const repository = await createRepository({ 'src/a.txt': 'a\n', 'docs/b.txt': 'b\n' });
    const git = new Git(repository.root);
    await repository.git('config', 'extensions.worktreeConfig', 'true');
    await keepUntrackedCache(git);
    expect(await repository.git('config', '--worktree', 'core.untrackedCache')).toBe('true');
    // git names the part of the index file that holds it.
    expect(readFileSync(join(repository.root, '.git/index'), 'latin1')).toContain('UNTR');
    expect(await glanceAtDirtyPaths(git)).toEqual([]);
    repository.write({ 'src/new.txt': 'x', 'docs/new/deep.txt': 'x', 'docs/b.txt': 'c\n' });
    expect((await glanceAtDirtyPaths(git)).sort()).toEqual((await readDirtyPaths(git)).sort());
  });
});
