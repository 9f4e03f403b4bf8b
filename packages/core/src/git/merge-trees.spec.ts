import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { Git } from './git';
import { mergeTree } from './merge-tree';
import { tryMerges, type MergePair } from './merge-trees';

describe('tryMerges', () => {
  let repository: Repository;
  let git: Git;
  let pairs: MergePair[];

  const tryAll = () => tryMerges(git, join(repository.root, '.git/objects'), pairs);

  beforeEach(async () => {
    repository = await createRepository({ 'a.txt': '1\n2\n3\n', 'line\nbreak.txt': 'x\n' });
    git = new Git(repository.root);
    const head = async (files: Record<string, string>): Promise<CommitSha> => {
      await repository.git('checkout', '--quiet', '--detach', 'main');
      return parseCommitSha(await repository.commit('Work', files));
    };
    const [one, other, apart] = [
      await head({ 'a.txt': 'one\n2\n3\n', 'line\nbreak.txt': 'y\n' }),
      await head({ 'a.txt': 'other\n2\n3\n', 'line\nbreak.txt': 'z\n' }),
      await head({ 'a.txt': '1\n2\nthree\n' }),
    ];
    pairs = [
      { ours: one, theirs: other },
      { ours: one, theirs: apart },
      { ours: other, theirs: apart },
      { ours: apart, theirs: apart },
    ];
  });

  it('says of each pair what a merge of it alone says', async () => {
    const alone = await Promise.all(pairs.map(({ ours, theirs }) => mergeTree(git, ours, theirs)));
    expect(alone.map(({ kind }) => kind)).toEqual(['conflicted', 'clean', 'clean', 'clean']);
    expect(await tryAll()).toEqual(alone);
  });

  it('leaves nothing in the repository', async () => {
    const before = await repository.git('count-objects');
    await tryAll();
    expect(await repository.git('count-objects')).toBe(before);
  });

  it('splits what is much among processes, and keeps the order', async () => {
    const few = await tryAll();
    const times = 60;
    pairs = Array.from({ length: times }, () => pairs).flat();
    expect(await tryAll()).toEqual(Array.from({ length: times }, () => few).flat());
  });

  it('merges unrelated histories as if they began with nothing', async () => {
    const tree = await repository.git('rev-parse', 'HEAD^{tree}');
    const unrelated = parseCommitSha(await repository.git('commit-tree', tree, '-m', 'Apart'));
    const head = parseCommitSha(await repository.git('rev-parse', 'main'));
    pairs = [{ ours: head, theirs: unrelated }];
    expect(await tryAll()).toMatchObject([{ kind: 'conflicted', paths: ['a.txt'] }]);
  });

  it('merges one at a time with a git that knows no better', async () => {
    const known = await tryAll();
    const real = process.env['PATH'] ?? '';
    const old = join(repository.folder, 'git');
    writeFileSync(
      old,
      `#!/bin/sh\nfor arg; do [ "$arg" != --stdin ] || exit 129; done\nPATH='${real}' exec git "$@"\n`,
    );
    chmodSync(old, 0o755);
    process.env['PATH'] = `${repository.folder}${delimiter}${real}`;
    try {
      expect(await tryAll()).toEqual(known);
    } finally {
      process.env['PATH'] = real;
    }
  });
});
