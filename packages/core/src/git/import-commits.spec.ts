import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { Git } from './git';
import { importCommits } from './import-commits';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createRepository({ 'a.txt': 'a\n' });
});

/** A commit's parents, message and files, as git tells them. */
async function show(commit: string | undefined) {
  const [parents, message] = (await sandbox.git('log', '-1', '--format=%P%n%B', commit!)).split(
    '\n',
  );
  const files = await sandbox.git('ls-tree', '-r', '--name-only', commit!);
  return { parents, message, files: files.split('\n') };
}

describe('importCommits', () => {
  it('makes roots, commits on the one before, and commits on a given one, and no ref', async () => {
    const refs = await sandbox.git('for-each-ref');
    const main = parseCommitSha(await sandbox.git('rev-parse', 'main'));
    const file = (path: string) => [{ path, text: `${path}, not ASCII: ü\n` }];
    const made = await importCommits(new Git(sandbox.root), [
      { parent: null, message: 'One root', files: file('one') },
      { parent: 'previous', message: 'On it', files: file('deep/two') },
      { parent: null, message: 'Another root', files: file('three') },
      { parent: main, message: 'On main', files: file('four') },
    ]);
    expect(await Promise.all(made.map(show))).toEqual([
      { parents: '', message: 'One root', files: ['one'] },
      { parents: made[0], message: 'On it', files: ['deep/two', 'one'] },
      { parents: '', message: 'Another root', files: ['three'] },
      { parents: main, message: 'On main', files: ['a.txt', 'four'] },
    ]);
    expect(await sandbox.git('show', `${made[1]!}:deep/two`)).toBe('deep/two, not ASCII: ü');
    expect(await sandbox.git('for-each-ref')).toBe(refs);
  });

  it('makes nothing of nothing', async () => {
    expect(await importCommits(new Git(sandbox.root), [])).toEqual([]);
  });
});
