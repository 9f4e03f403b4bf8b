import { createRepository } from '@storygate/testing';
import { Git } from '../git/git';
import { parseCommitSha } from '../names/object-id';
import { parseOptions } from '../options/options';
import { findGoverningPaths } from './changed-paths';

describe('findGoverningPaths', () => {
  it('names what is added, changed and deleted of what governs gates, and nothing else', async () => {
    const repository = await createRepository({
      'nx.json': '{}',
      '.husky/pre-push': 'a\n',
      'packages/cart/nx.json': '{}',
      'src.ts': '1\n',
    });
    const before = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    await repository.git('rm', '--quiet', '.husky/pre-push');
    const after = parseCommitSha(
      await repository.commit('Change', {
        'nx.json': '{"plugins": []}',
        '.github/workflows/a b.yml': 'x\n',
        'packages/cart/nx.json': '{"x": 1}',
        'src.ts': '2\n',
      }),
    );
    const git = new Git(repository.root);
    const { governing } = parseOptions({}).gate;
    expect(await findGoverningPaths(git, before, after, governing)).toEqual([
      { kind: 'path', path: '.github/workflows/a b.yml', change: 'added' },
      { kind: 'path', path: '.husky/pre-push', change: 'deleted' },
      { kind: 'path', path: 'nx.json', change: 'modified' },
    ]);
    expect(await findGoverningPaths(git, before, after, [])).toEqual([]);
  });
});
