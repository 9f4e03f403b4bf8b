import { createRepository } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { changedPaths } from './commits';
import { readChangedFiles } from './changed-files';
import { Git } from './git';

describe('readChangedFiles', () => {
  it('tells for each range what differs and what is there now, whatever the paths are called', async () => {
    const repository = await createRepository({ 'a.txt': 'a\n', 'gone.txt': 'gone\n' });
    const git = new Git(repository.root);
    const start = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    const names = ['line\nbreak.txt', 'ünï/c d.txt', ':100644 x', start];
    const files = Object.fromEntries(names.map((name) => [name, 'new\n']));
    await repository.git('rm', '--quiet', 'gone.txt');
    repository.write({ ...files, 'a.txt': 'b\n' });
    await repository.git('add', '--all');
    await repository.git('commit', '--quiet', '-m', 'Add');
    const end = parseCommitSha(await repository.git('rev-parse', 'HEAD'));

    const [there, same, back] = await readChangedFiles(git, [
      { from: start, to: end },
      { from: end, to: end },
      { from: end, to: start },
    ]);
    const paths = (changed: typeof there) => changed?.map(({ path }) => path);
    expect(paths(there)).toEqual(await changedPaths(git, start, end));
    expect(paths(there)).toEqual(expect.arrayContaining([...names, 'a.txt', 'gone.txt']));
    expect(same).toEqual([]);
    expect(paths(back)).toEqual(paths(there));
    const blob = await repository.git('rev-parse', `${end}:a.txt`);
    expect(there).toContainEqual({ path: 'a.txt', now: `100644 ${blob}` });
    expect(there).toContainEqual({ path: 'gone.txt', now: `000000 ${'0'.repeat(40)}` });
  });

  it('tells a changed mode from the same content', async () => {
    const repository = await createRepository({ 'run.sh': 'echo\n' });
    const start = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    await repository.git('update-index', '--chmod=+x', 'run.sh');
    await repository.git('commit', '--quiet', '-m', 'Make it run');
    const end = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    const [changed] = await readChangedFiles(new Git(repository.root), [{ from: start, to: end }]);
    expect(changed).toEqual([
      { path: 'run.sh', now: `100755 ${await repository.git('rev-parse', 'HEAD:run.sh')}` },
    ]);
  });
});
