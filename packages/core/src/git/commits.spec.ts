import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import {
  changedPaths,
  describeObjects,
  isAncestor,
  mergeBase,
  readFileAt,
  readObjects,
  resolveCommit,
  treeOf,
} from './commits';
import { Git } from './git';
import { GitFailed } from './git-failed';

const MISSING = parseCommitSha('1'.repeat(40));

let repository: Repository;
let git: Git;
let first: CommitSha;
let main: CommitSha;
let side: CommitSha;
let unrelated: CommitSha;

beforeAll(async () => {
  repository = await createRepository({ 'sub/a b.txt': 'a\r\n', 'x.txt': 'x' });
  git = new Git(repository.root);
  first = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
  await repository.git('checkout', '--quiet', '-b', 'side');
  await repository.commit('Side one', { 's.txt': '1\n' });
  side = parseCommitSha(await repository.commit('Side two', { 's.txt': '2\n' }));
  await repository.git('checkout', '--quiet', 'main');
  main = parseCommitSha(await repository.commit('Main', { 'm.txt': '1\n' }));
  unrelated = parseCommitSha(
    await repository.git('commit-tree', '-m', 'Unrelated', `${first}^{tree}`),
  );
});

describe('isAncestor', () => {
  it('answers yes for itself and for ancestors, no for others', async () => {
    expect(await isAncestor(git, main, main)).toBe(true);
    expect(await isAncestor(git, first, main)).toBe(true);
    expect(await isAncestor(git, main, first)).toBe(false);
    expect(await isAncestor(git, side, main)).toBe(false);
    expect(await isAncestor(git, unrelated, main)).toBe(false);
  });

  it('fails for a commit that is not there, instead of answering no', async () => {
    await expect(isAncestor(git, MISSING, main)).rejects.toThrow(GitFailed);
    await expect(isAncestor(git, main, MISSING)).rejects.toThrow(GitFailed);
  });
});

describe('mergeBase', () => {
  it('answers the common ancestor, and null for unrelated histories', async () => {
    expect(await mergeBase(git, main, side)).toBe(first);
    expect(await mergeBase(git, main, unrelated)).toBeNull();
  });

  it('fails for a commit that is not there', async () => {
    await expect(mergeBase(git, main, MISSING)).rejects.toThrow(GitFailed);
  });
});

describe('resolveCommit', () => {
  it('resolves branches, tags and short ids', async () => {
    await repository.git('tag', 'v1', side);
    expect(await resolveCommit(git, 'side')).toBe(side);
    expect(await resolveCommit(git, 'v1')).toBe(side);
    expect(await resolveCommit(git, main.slice(0, 10))).toBe(main);
  });

  it.each(['none', '', '-h', '--all', 'main@{99}', 'main:x.txt', 'a b', '..', '1'.repeat(40)])(
    'answers null for %j',
    async (text) => expect(await resolveCommit(git, text)).toBeNull(),
  );
});

describe('readFileAt', () => {
  it('answers a file’s text byte for byte', async () => {
    expect(await readFileAt(git, first, 'sub/a b.txt')).toBe('a\r\n');
    expect(await readFileAt(git, first, 'x.txt')).toBe('x');
  });

  it.each(['none.txt', 'sub/none.txt', 'sub', 'x.txt/below', '*.txt', 'm.txt'])(
    'answers null where the commit has no file %s',
    async (path) => expect(await readFileAt(git, first, path)).toBeNull(),
  );

  it('reads from the top, wherever git stands', async () => {
    expect(await readFileAt(git.at(join(repository.root, 'sub')), first, 'x.txt')).toBe('x');
  });

  it('fails for a commit that is not there, instead of calling the file absent', async () => {
    await expect(readFileAt(git, MISSING, 'x.txt')).rejects.toThrow(GitFailed);
  });

  it('fails for a file whose content is lost, instead of calling the file absent', async () => {
    const damaged = await createRepository({ 'nx.json': '{}' });
    const blob = await damaged.git('rev-parse', 'HEAD:nx.json');
    rmSync(join(damaged.root, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    const commit = parseCommitSha(await damaged.git('rev-parse', 'HEAD'));
    await expect(readFileAt(new Git(damaged.root), commit, 'nx.json')).rejects.toThrow(GitFailed);
  });
});

describe('changedPaths', () => {
  it('names both sides of a rename, and odd names as they are', async () => {
    const odd = await createRepository({ 'old name.txt': 'same\n' });
    const from = parseCommitSha(await odd.git('rev-parse', 'HEAD'));
    await odd.git('mv', 'old name.txt', 'new "näme".txt');
    await odd.git('commit', '--quiet', '-m', 'Rename');
    const to = parseCommitSha(await odd.git('rev-parse', 'HEAD'));
    const there = new Git(odd.root);
    expect((await changedPaths(there, from, to)).sort()).toEqual([
      'new "näme".txt',
      'old name.txt',
    ]);
    expect(await changedPaths(there, await treeOf(there, from), await treeOf(there, from))).toEqual(
      [],
    );
  });
});

describe('readObjects and describeObjects', () => {
  it('reads each object as it is, when one before it is not UTF-8 and pretends to be others', async () => {
    const odd = await createRepository({ 'after.txt': 'after' });
    const forged = `${'1'.repeat(40)} blob 6\nforged\n`;
    const bytes = Buffer.concat([Buffer.alloc(forged.length, 0xff), Buffer.from(`\n${forged}`)]);
    writeFileSync(join(odd.root, 'odd'), bytes);
    const blob = await odd.git('hash-object', '-w', 'odd');
    const there = new Git(odd.root);
    const names = [blob, 'HEAD:after.txt', 'HEAD:none.txt', blob];
    const texts = await readObjects(there, names);
    expect(texts).toEqual([bytes.toString(), 'after', null, bytes.toString()]);
    const kinds = await describeObjects(there, [...names, 'HEAD^{tree}', `${blob}^{commit}`]);
    expect(kinds.map((kind) => kind && `${kind.type} ${kind.size}`)).toEqual([
      `blob ${bytes.length}`,
      'blob 5',
      null,
      `blob ${bytes.length}`,
      'tree 37',
      null,
    ]);
    expect(await readObjects(there, [])).toEqual([]);
    expect(await describeObjects(there, [])).toEqual([]);
  });
});
