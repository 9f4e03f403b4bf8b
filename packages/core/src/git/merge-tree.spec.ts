import { createRepository, type Repository } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { Git } from './git';
import { GitFailed } from './git-failed';
import { mergeTree } from './merge-tree';

/** Commits on two branches that leave the same commit, each with its own files. */
async function diverge(
  repository: Repository,
  ours: Record<string, string>,
  theirs: Record<string, string>,
) {
  await repository.git('checkout', '--quiet', '-b', 'theirs');
  const theirHead = parseCommitSha(await repository.commit('Theirs', theirs));
  await repository.git('checkout', '--quiet', 'main');
  const ourHead = parseCommitSha(await repository.commit('Ours', ours));
  return { ours: ourHead, theirs: theirHead };
}

describe('mergeTree', () => {
  it('gives the tree that git merge would, and touches nothing', async () => {
    const repository = await createRepository({ 'a.txt': '1\n2\n3\n4\n5\n' });
    const heads = await diverge(
      repository,
      { 'a.txt': 'one\n2\n3\n4\n5\n' },
      { 'a.txt': '1\n2\n3\n4\nfive\n' },
    );
    const merged = await mergeTree(new Git(repository.root), heads.ours, heads.theirs);
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect(await repository.git('rev-parse', 'HEAD')).toBe(heads.ours);
    await repository.git('merge', '--quiet', '--no-edit', 'theirs');
    const tree = await repository.git('rev-parse', 'HEAD^{tree}');
    expect(merged).toEqual({ kind: 'clean', tree });
  });

  it('names each conflicting path once, in order, whatever it is called', async () => {
    const names = ['z.txt', 'a "b".txt', 'ünï/c d.txt', 'line\nbreak.txt', '-rf'];
    const all = (content: string) =>
      Object.fromEntries(names.map((name) => [name, `${content}\n`]));
    const repository = await createRepository({ ...all('base'), 'clean.txt': 'x\n' });
    const heads = await diverge(
      repository,
      { ...all('ours'), 'clean.txt': 'y\n' },
      { ...all('theirs') },
    );
    const merged = await mergeTree(new Git(repository.root), heads.ours, heads.theirs);
    expect(merged).toEqual({ kind: 'conflicted', paths: [...names].sort() });
  });

  it('sees a conflict where both add a file, and where one deletes what the other changes', async () => {
    const repository = await createRepository({ 'gone.txt': 'x\n' });
    await repository.git('checkout', '--quiet', '-b', 'theirs');
    await repository.git('rm', '--quiet', 'gone.txt');
    const theirs = parseCommitSha(await repository.commit('Theirs', { 'new.txt': 'theirs\n' }));
    await repository.git('checkout', '--quiet', 'main');
    const ours = parseCommitSha(
      await repository.commit('Ours', { 'new.txt': 'ours\n', 'gone.txt': 'y\n' }),
    );
    const merged = await mergeTree(new Git(repository.root), ours, theirs);
    expect(merged).toEqual({ kind: 'conflicted', paths: ['gone.txt', 'new.txt'] });
  });

  it('merges the commits themselves, not what replaces them', async () => {
    const repository = await createRepository({ 'a.txt': 'a\n' });
    const heads = await diverge(repository, { 'b.txt': 'b\n' }, { 'c.txt': 'honest\n' });
    const git = new Git(repository.root);
    const honest = await mergeTree(git, heads.ours, heads.theirs);
    const other = await repository.commit('Other', { 'c.txt': 'replaced\n' });
    await repository.git('replace', heads.theirs, other);
    expect(await mergeTree(git, heads.ours, heads.theirs)).toEqual(honest);
  });

  it('fails for histories that have nothing in common', async () => {
    const repository = await createRepository();
    const head = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    const unrelated = parseCommitSha(
      await repository.git('commit-tree', '-m', 'Unrelated', 'HEAD^{tree}'),
    );
    await expect(mergeTree(new Git(repository.root), head, unrelated)).rejects.toThrow(GitFailed);
  });
});
