import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { Git } from './git';
import { listWorktrees } from './worktrees';

describe('listWorktrees', () => {
  it('tells the main checkout first, and each other one as it is', async () => {
    const repository = await createRepository();
    const at = (name: string) => join(repository.folder, name);
    const add = (name: string, ...args: string[]) =>
      repository.git('worktree', 'add', '--quiet', ...args, at(name));
    await add('with space', '-b', 'story/space');
    await add('line\nbreak', '-b', 'story/break');
    await add('loose', '--detach');
    await add('locked', '-b', 'story/locked');
    await repository.git('worktree', 'lock', '--reason', 'bare\nprunable', at('locked'));
    await add('gone', '-b', 'story/gone');
    rmSync(at('gone'), { recursive: true });

    const head = await repository.git('rev-parse', 'HEAD');
    const common = { head, bare: false, locked: false, prunable: false };
    const found = await listWorktrees(new Git(repository.root));
    expect(found[0]).toEqual({ ...common, path: repository.root, branch: 'refs/heads/main' });
    const others = [
      { ...common, path: at('with space'), branch: 'refs/heads/story/space' },
      { ...common, path: at('line\nbreak'), branch: 'refs/heads/story/break' },
      { ...common, path: at('loose'), branch: null },
      { ...common, path: at('locked'), branch: 'refs/heads/story/locked', locked: true },
      { ...common, path: at('gone'), branch: 'refs/heads/story/gone', prunable: true },
    ];
    expect(found.slice(1)).toHaveLength(others.length);
    expect(found).toEqual(expect.arrayContaining(others));
  });

  it('tells a bare repository', async () => {
    const repository = await createRepository();
    const bare = join(repository.folder, 'bare.git');
    await repository.git('clone', '--quiet', '--bare', repository.root, bare);
    const [main] = await listWorktrees(new Git(bare));
    expect(main).toMatchObject({ path: bare, bare: true, head: null, branch: null });
  });
});
