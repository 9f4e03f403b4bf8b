import { createRepository, temporaryFolder, type Repository } from '@storygate/testing';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { Git } from './git';
import { GitFailed } from './git-failed';
import { changeRefs, listRefs, readRef } from './refs';

let repository: Repository;
let git: Git;
let one: CommitSha;
let two: CommitSha;

beforeEach(async () => {
  repository = await createRepository();
  git = new Git(repository.root);
  one = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
  two = parseCommitSha(await repository.commit('Two', { 'b.txt': 'b\n' }));
});

describe('readRef', () => {
  it('answers the commit, of an annotated tag too', async () => {
    await repository.git('tag', '-a', '-m', 'x', 'v1', one);
    expect(await readRef(git, 'refs/heads/main')).toBe(two);
    expect(await readRef(git, 'refs/tags/v1')).toBe(one);
  });

  it('answers null where there is no such ref, or no such commit', async () => {
    expect(await readRef(git, 'refs/heads/none')).toBeNull();
    expect(await readRef(git, '1'.repeat(40))).toBeNull();
    await repository.git('checkout', '--quiet', '--orphan', 'unborn');
    expect(await readRef(git, 'HEAD')).toBeNull();
  });

  it('fails where there is no repository, instead of answering that a ref is missing', async () => {
    await expect(readRef(new Git(temporaryFolder('empty')), 'HEAD')).rejects.toThrow(GitFailed);
  });
});

describe('listRefs', () => {
  it('lists a prefix by name, and nothing beside it', async () => {
    for (const name of ['story/b', 'story/a', 'storybook', 'other']) {
      await repository.git('branch', name, one);
    }
    expect(await listRefs(git, 'refs/heads/story/')).toEqual([
      { ref: 'refs/heads/story/a', commit: one },
      { ref: 'refs/heads/story/b', commit: one },
    ]);
    expect(await listRefs(git, 'refs/heads/none/')).toEqual([]);
  });
});

describe('changeRefs', () => {
  const main = 'refs/heads/main';
  const side = 'refs/heads/side';

  it('creates, moves and deletes in one transaction, with the reason in the reflog', async () => {
    expect(await changeRefs(git, [{ ref: side, old: null, next: one }], 'make')).toBe(true);
    const changes = [
      { ref: side, old: one, next: null },
      { ref: main, old: two, next: one },
      { ref: 'refs/heads/new', old: null, next: two },
    ];
    expect(await changeRefs(git, changes, 'because')).toBe(true);
    expect(await readRef(git, side)).toBeNull();
    expect(await readRef(git, main)).toBe(one);
    expect(await readRef(git, 'refs/heads/new')).toBe(two);
    expect(await repository.git('reflog', '-1', '--format=%gs', 'main')).toBe('because');
  });

  it.each([
    ['moved', () => ({ ref: main, old: one, next: one })],
    ['exists, and should not', () => ({ ref: main, old: null, next: one })],
    ['is gone', () => ({ ref: 'refs/heads/none', old: one, next: two })],
    ['moved, and would be deleted', () => ({ ref: main, old: one, next: null })],
    ['is gone, and would be deleted', () => ({ ref: 'refs/heads/none', old: one, next: null })],
  ])('answers false when a ref %s, and applies nothing of the transaction', async (_, stale) => {
    await repository.git('branch', 'side', one);
    const changes = [
      { ref: side, old: one, next: two },
      stale(),
      { ref: 'refs/heads/new', old: null, next: one },
    ];
    expect(await changeRefs(git, changes, 'stale')).toBe(false);
    expect(await readRef(git, main)).toBe(two);
    expect(await readRef(git, side)).toBe(one);
    expect(await readRef(git, 'refs/heads/new')).toBeNull();
  });

  it('lets one of many win that start from the same value, and tells each whether it was that one', async () => {
    const rivals = await Promise.all(
      Array.from({ length: 6 }, async (_, n) =>
        parseCommitSha(
          await repository.git('commit-tree', '-p', two, '-m', `Rival ${n}`, `${two}^{tree}`),
        ),
      ),
    );
    const won = await Promise.all(
      rivals.map((next) => changeRefs(git, [{ ref: main, old: two, next }], 'race')),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readRef(git, main)).toBe(rivals[won.indexOf(true)]);
  });

  it('throws what git says when the refs are as expected and still can’t change', async () => {
    const clash = [{ ref: 'refs/heads/main/below', old: null, next: one }];
    await expect(changeRefs(git, clash, 'clash')).rejects.toThrow(/main\/below/);
    const missing = parseCommitSha('1'.repeat(40));
    await expect(
      changeRefs(git, [{ ref: side, old: null, next: missing }], 'no object'),
    ).rejects.toThrow(GitFailed);
    expect(await readRef(git, side)).toBeNull();
  });
});
