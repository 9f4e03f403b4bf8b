import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { Git } from '../git/git';
import { readOwnHooks } from './own-hooks';

const HOOKS = '/some/where/a hook\nfolder';

async function createWorktrees() {
  const repository = await createRepository({ 'a.txt': 'a\n' });
  const paths = ['one', 'two', 'three'].map((name) => join(repository.root, '..', 'stories', name));
  for (const path of paths) await repository.git('worktree', 'add', '--quiet', '--detach', path);
  await repository.git('config', 'extensions.worktreeConfig', 'true');
  const all = [repository.root, ...paths] as const;
  const set = (path: string | undefined, ...setting: string[]) =>
    repository.git('-C', path ?? '', 'config', '--worktree', ...setting);
  return { repository, all, set, read: () => readOwnHooks(new Git(repository.root), all) };
}

describe('readOwnHooks', () => {
  it('tells what the settings of each worktree say, the main one’s too', async () => {
    const { repository, all, set, read } = await createWorktrees();
    const [main, one, two, three] = all;
    await repository.git('config', 'core.hooksPath', '.husky/_');
    await set(main, 'core.hooksPath', HOOKS);
    await set(one, 'core.hooksPath', HOOKS);
    await set(three, 'core.hooksPath', 'its own');
    expect([...(await read())]).toEqual([
      [main, HOOKS],
      [one, HOOKS],
      [three, 'its own'],
    ]);
    expect((await read()).has(two ?? '')).toBe(false);
  });

  it('tells nothing where git does not read them', async () => {
    const { repository, all, set, read } = await createWorktrees();
    await set(all[1], 'core.hooksPath', HOOKS);
    await repository.git('config', 'extensions.worktreeConfig', 'false');
    expect(await read()).toEqual(new Map());
  });

  it('tells nothing of settings that include others about hooks', async () => {
    const { repository, all, set, read } = await createWorktrees();
    const [, one, two] = all;
    repository.write({ 'other.config': '[core]\nhooksPath = elsewhere\n' });
    await set(one, 'core.hooksPath', HOOKS);
    await set(one, 'include.path', join(repository.root, 'other.config'));
    await set(two, 'core.hooksPath', HOOKS);
    expect([...(await read())]).toEqual([[two, HOOKS]]);
  });

  it('takes the last of several', async () => {
    const { all, set, read } = await createWorktrees();
    await set(all[1], 'core.hooksPath', HOOKS);
    await set(all[1], '--add', 'core.hooksPath', 'later');
    expect((await read()).get(all[1] ?? '')).toBe('later');
  });
});
