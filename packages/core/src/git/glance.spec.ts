import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { Git } from './git';
import { GitFailed } from './git-failed';
import { glanceAtCheckouts } from './glance';

const MANY = 5 * availableParallelism();

async function createCheckouts() {
  const repository = await createRepository({ 'src/a.txt': 'a\n' });
  const checkouts = [];
  for (let index = 0; index < MANY; index++) {
    // A line break is the worst that a path may hold.
    const path = join(repository.root, '..', 'stories', `s ${index}=\n'x`);
    await repository.git('worktree', 'add', '--quiet', '--detach', path);
    checkouts.push(path);
  }
  return { git: new Git(repository.root), checkouts };
}

describe('glanceAtCheckouts', () => {
  it('tells what each has changed, in the order asked for', async () => {
    const { git, checkouts } = await createCheckouts();
    for (const [index, path] of checkouts.entries()) {
      if (index % 3 === 0) writeFileSync(join(path, `new-${index}.txt`), 'x');
      if (index % 3 === 1) writeFileSync(join(path, 'src', 'a.txt'), 'changed\n');
    }
    const seen = await glanceAtCheckouts(git, checkouts);
    expect(seen).toEqual(
      checkouts.map((_, index) => [[`new-${index}.txt`], ['src/a.txt'], []][index % 3]),
    );
  });

  it('tells the same wherever it is asked from', async () => {
    const { git, checkouts } = await createCheckouts();
    const [first = '', second = ''] = checkouts;
    writeFileSync(join(first, 'staged.txt'), 'x');
    await git.at(first).run(['add', '.']);
    await git
      .at(first)
      .run(['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'More']);
    writeFileSync(join(second, 'new.txt'), 'x');
    const expected = checkouts.map((path) => (path === second ? ['new.txt'] : []));
    for (const from of [git.cwd, first, second, join(first, 'src')])
      expect(await glanceAtCheckouts(git.at(from), checkouts)).toEqual(expected);
  });

  it('tells of each only the untracked files in its own untracked folders', async () => {
    const { git, checkouts } = await createCheckouts();
    const [first = '', second = ''] = checkouts;
    for (const path of [first, second]) mkdirSync(join(path, 'notes'));
    writeFileSync(join(first, 'notes', '1.txt'), 'x');
    writeFileSync(join(second, 'notes', '2.txt'), 'x');
    await git.at(second).run(['add', 'notes']);
    writeFileSync(join(second, 'notes', '3.txt'), 'x');
    const [one, two] = await glanceAtCheckouts(git, checkouts);
    expect(one).toEqual(['notes/1.txt']);
    expect(two?.toSorted()).toEqual(['notes/2.txt', 'notes/3.txt']);
  });

  it('asks each alone where one git can’t go through all', async () => {
    const { git, checkouts } = await createCheckouts();
    const [first = '', second = ''] = checkouts;
    writeFileSync(join(first, 'new.txt'), 'x');
    // Somebody's own setting of that name makes git look at more than was asked for.
    const settings = join(git.cwd, '..', 'settings');
    writeFileSync(settings, `[storygate]\ncheckout = ${JSON.stringify(second)}\n`);
    const theirs = git.with({ GIT_CONFIG_GLOBAL: settings });
    expect(await glanceAtCheckouts(theirs, checkouts)).toEqual(
      checkouts.map((path) => (path === first ? ['new.txt'] : [])),
    );
  });

  it('fails with what git says of a checkout that it can’t read', async () => {
    const { git, checkouts } = await createCheckouts();
    const [, second = ''] = checkouts;
    rmSync(join(second, '.git'));
    await expect(glanceAtCheckouts(git, checkouts)).rejects.toThrow(GitFailed);
  });

  it('has nothing to tell of no checkouts', async () => {
    const repository = await createRepository();
    expect(await glanceAtCheckouts(new Git(repository.root), [])).toEqual([]);
  });
});
