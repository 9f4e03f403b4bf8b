import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { Git } from '../git/git';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { attach, detach, findOverlap, findTrunkCheckouts } from './trunk-checkouts';

const MAIN = 'refs/heads/main';

let repository: Repository;
let checkout: Git;
let base: CommitSha;
let next: CommitSha;

/** A main checkout on trunk, and a commit that would be trunk's next: a changed, an added and a deleted file. */
beforeEach(async () => {
  repository = await createRepository({
    '.gitignore': 'ignored/\n*.log\n/out\n',
    'changed.txt': 'one\n',
    'deleted.txt': 'x\n',
    'other.txt': 'x\n',
    'folder/a.txt': 'x\n',
  });
  base = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
  next = await commitAside({ 'changed.txt': 'two\n', 'added/new.txt': 'new\n' }, 'deleted.txt');
  checkout = new Git(repository.root);
});

/** Makes a commit on trunk's tip in a worktree of its own, so that trunk's checkout sees nothing of it. */
async function commitAside(
  files: Record<string, string>,
  ...deleted: string[]
): Promise<CommitSha> {
  const { git, folder } = repository;
  const aside = join(folder, 'aside');
  await git('worktree', 'add', '--quiet', '--detach', aside, 'main');
  const there = (...args: string[]) => git('-C', aside, ...args);
  if (deleted.length > 0) await there('rm', '-r', '--quiet', '--', ...deleted);
  repository.write(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`../aside/${path}`, text])),
  );
  await there('add', '--force', '--', ...Object.keys(files));
  await there('commit', '--quiet', '-m', 'Next');
  const commit = await there('rev-parse', 'HEAD');
  await git('worktree', 'remove', '--force', aside);
  return parseCommitSha(commit);
}

const status = () => repository.git('status', '--porcelain');
const head = () => repository.git('rev-parse', 'HEAD');
const branch = async () => (await repository.tryGit('symbolic-ref', '-q', 'HEAD')).stdout;
const advance = (to = next) => repository.git('update-ref', MAIN, to, base);
const read = (path: string) => readFileSync(join(repository.root, path), 'utf8');

describe('detach and attach', () => {
  it('bring a clean checkout along, which shows no change at any moment', async () => {
    await detach(checkout);
    expect([await status(), await branch(), await head()]).toEqual(['', '', base]);
    await advance();
    expect([await status(), await head()]).toEqual(['', base]);
    expect(await attach(checkout, MAIN)).toBe(true);
    expect([await status(), await branch(), await head()]).toEqual(['', MAIN, next]);
    expect([read('changed.txt'), read('added/new.txt')]).toEqual(['two\n', 'new\n']);
    expect(existsSync(join(repository.root, 'deleted.txt'))).toBe(false);
  });

  it('put a checkout back when trunk did not move', async () => {
    await detach(checkout);
    expect(await attach(checkout, MAIN)).toBe(true);
    expect([await status(), await branch(), await head()]).toEqual(['', MAIN, base]);
  });

  it('keep uncommitted work elsewhere, staged and untracked too', async () => {
    repository.write({ 'other.txt': 'mine\n', 'mine.txt': 'mine\n', 'staged.txt': 'staged\n' });
    await repository.git('add', 'staged.txt');
    const before = await status();
    await detach(checkout);
    expect(await status()).toBe(before);
    await advance();
    expect(await status()).toBe(before);
    expect(await attach(checkout, MAIN)).toBe(true);
    expect([await status(), await head()]).toEqual([before, next]);
    expect([read('other.txt'), read('changed.txt')]).toEqual(['mine\n', 'two\n']);
  });

  it.each([
    ['an edit of a file that trunk changes', { 'changed.txt': 'mine\n' }, []],
    ['a staged edit of a file that trunk changes', { 'changed.txt': 'mine\n' }, ['changed.txt']],
    ['an edit of a file that trunk deletes', { 'deleted.txt': 'mine\n' }, []],
    ['an untracked file where trunk adds one', { 'added/new.txt': 'mine\n' }, []],
    ['an untracked file where trunk adds a folder', { added: 'mine\n' }, []],
  ])('leave a checkout detached as it was where there is %s', async (_, files, staged) => {
    await detach(checkout);
    repository.write(files);
    if (staged.length > 0) await repository.git('add', ...staged);
    const before = await status();
    await advance();
    expect(await attach(checkout, MAIN)).toBe(false);
    expect([await status(), await head(), await branch()]).toEqual([before, base, '']);
    for (const [path, text] of Object.entries(files)) expect(read(path)).toBe(text);
  });

  it.each([
    ['a file', 'x.log', 'x.log'],
    ['a file in an ignored folder', 'ignored/deep/x', 'ignored/deep/x'],
    ['a file where trunk adds a folder', 'out', 'out/x'],
    ['a folder where trunk adds a file', 'out/x', 'out'],
  ])('never overwrite ignored content: %s', async (_, path, added) => {
    const adding = await commitAside({ [added]: 'trunk\n' });
    await detach(checkout);
    repository.write({ [path]: 'mine\n' });
    await advance(adding);
    expect(await attach(checkout, MAIN)).toBe(false);
    expect([read(path), await head(), await status()]).toEqual(['mine\n', base, '']);
  });

  it('leave a checkout to someone who committed there meanwhile', async () => {
    await detach(checkout);
    const mine = await repository.commit('Mine', { 'mine.txt': 'mine\n' });
    await advance();
    expect(await attach(checkout, MAIN)).toBe(true);
    expect([await head(), await branch(), await status()]).toEqual([mine, '', '']);
  });

  it('leave a checkout to someone who went to another branch meanwhile', async () => {
    await detach(checkout);
    await repository.git('checkout', '--quiet', '-b', 'elsewhere');
    await advance();
    expect(await attach(checkout, MAIN)).toBe(true);
    expect([await head(), await branch()]).toEqual([base, 'refs/heads/elsewhere']);
  });
});

describe('findTrunkCheckouts', () => {
  it('finds a checkout that a landing which died left detached, so that the next one brings it along', async () => {
    await detach(checkout);
    await advance();
    // Here the first landing died. A second one starts from what git tells.
    const [found, ...others] = await findTrunkCheckouts(checkout, MAIN);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: repository.root, branch: null });
    expect(await attach(checkout.at(found!.path), MAIN)).toBe(true);
    expect([await status(), await branch(), await head()]).toEqual(['', MAIN, next]);
  });

  it('finds checkouts of trunk, and not those of stories, detached ones, or ones that are gone', async () => {
    const at = (name: string) => join(repository.folder, name);
    await repository.git('worktree', 'add', '--quiet', '-b', 'story/a', at('a'));
    await repository.git('worktree', 'add', '--quiet', '--detach', at('loose'));
    const found = await findTrunkCheckouts(checkout, MAIN);
    expect(found.map(({ path }) => path)).toEqual([repository.root]);
    await repository.git('checkout', '--quiet', '--detach');
    expect(await findTrunkCheckouts(checkout, MAIN)).toEqual([]);
  });
});

describe('findOverlap', () => {
  it('is empty for a clean checkout and for work elsewhere', async () => {
    expect(await findOverlap(checkout, base, next)).toEqual([]);
    repository.write({ 'other.txt': 'x', 'new.txt': 'x', 'x.log': 'x', 'ignored/x': 'x' });
    expect(await findOverlap(checkout, base, next)).toEqual([]);
  });

  it('names work on the same files, in order', async () => {
    repository.write({ 'changed.txt': 'mine\n', 'added/new.txt': 'mine\n' });
    expect(await findOverlap(checkout, base, next)).toEqual(['added/new.txt', 'changed.txt']);
  });

  it('names an ignored file where trunk adds one, and not its ignored neighbours', async () => {
    const adding = await commitAside({ 'ignored/kept.txt': 'x\n' });
    repository.write({ 'ignored/neighbour.txt': 'x' });
    expect(await findOverlap(checkout, base, adding)).toEqual([]);
    repository.write({ 'ignored/kept.txt': 'mine' });
    expect(await findOverlap(checkout, base, adding)).toEqual(['ignored/kept.txt']);
  });

  it('lets trunk turn a folder of tracked files into a file', async () => {
    const turning = await commitAside({ folder: 'a file now\n' }, 'folder');
    expect(await findOverlap(checkout, base, turning)).toEqual([]);
    await detach(checkout);
    await advance(turning);
    expect(await attach(checkout, MAIN)).toBe(true);
    expect([await status(), read('folder')]).toEqual(['', 'a file now\n']);
  });
});
