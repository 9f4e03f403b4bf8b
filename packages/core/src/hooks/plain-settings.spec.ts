import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { holdsJustHooks } from './plain-settings';

async function createWorktree(hooks: string) {
  const repository = await createRepository({ 'a.txt': 'a\n' });
  const worktree = join(repository.root, '..', 'a story');
  await repository.git('worktree', 'add', '--quiet', '--detach', worktree);
  await repository.git('config', 'extensions.worktreeConfig', 'true');
  const set = (...setting: string[]) =>
    repository.git('-C', worktree, 'config', '--worktree', ...setting);
  await set('core.hooksPath', hooks);
  await set('core.untrackedCache', 'true');
  const gitDir = await repository.git('-C', worktree, 'rev-parse', '--absolute-git-dir');
  const settings = join(gitDir, 'config.worktree');
  return { worktree, set, settings, root: repository.root };
}

describe('holdsJustHooks', () => {
  it('is sure of what Storygate writes, as git writes it', async () => {
    const { worktree, root } = await createWorktree('/some where/hooks');
    expect(holdsJustHooks(worktree, '/some where/hooks')).toBe(true);
    expect(holdsJustHooks(worktree, '/some where/other')).toBe(false);
    expect(holdsJustHooks(root, '/some where/hooks')).toBe(false);
  });

  it.each([
    ['include.path', '/elsewhere'],
    ['includeIf.gitdir:**/a story.path', '/elsewhere'],
    ['includeIf.onbranch:main.path', '/elsewhere'],
    ['core.bare', 'false'],
  ])('leaves it to git where there is %s too', async (name, value) => {
    const { worktree, set } = await createWorktree('/hooks');
    await set(name, value);
    expect(holdsJustHooks(worktree, '/hooks')).toBe(false);
  });

  it.each([
    '\thooksPath = /later\n',
    '[include]path=/elsewhere\n',
    '\thooksPath\n',
    '[core] hooksPath = /x',
  ])('leaves it to git where somebody wrote %j', async (text) => {
    const { worktree, settings } = await createWorktree('/hooks');
    appendFileSync(settings, text);
    expect(holdsJustHooks(worktree, '/hooks')).toBe(false);
  });

  it.each(['/a"b', '/a#b', '/a;b', '/a\\b', '/a '])(
    'leaves %j to git, which has to quote it',
    async (hooks) => {
      const { worktree } = await createWorktree(hooks);
      expect(holdsJustHooks(worktree, hooks)).toBe(false);
    },
  );
});
