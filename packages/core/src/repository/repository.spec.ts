import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { listWorktrees } from '../git/worktrees';
import { requireRepository } from './repository';

let sandbox: Sandbox;

async function open(cwd: string) {
  const repository = await requireRepository(cwd);
  const [main] = await listWorktrees(repository.git);
  return { repository, main: main?.path };
}

describe('requireRepository', () => {
  beforeEach(async () => {
    sandbox = await createRepository({ 'nx.json': '{}', 'apps/web/nx.json': '{}' });
  });

  it('knows the main worktree from a linked one, as git does', async () => {
    const linked = join(sandbox.folder, 'linked');
    await sandbox.git('worktree', 'add', '--quiet', '-b', 'linked', linked);
    const { repository, main } = await open(join(linked, 'apps/web'));
    expect(repository).toMatchObject({
      worktree: linked,
      mainWorktree: sandbox.root,
      prefix: 'apps/web/',
    });
    expect(main).toBe(sandbox.root);
  });

  it('sees through a link that leads to it', async () => {
    const link = join(sandbox.folder, 'link');
    symlinkSync(sandbox.root, link);
    const { repository, main } = await open(link);
    expect(repository).toMatchObject({ worktree: sandbox.root, mainWorktree: sandbox.root });
    expect(main).toBe(sandbox.root);
  });

  it('says what git says where the git directory is elsewhere', async () => {
    await sandbox.git('init', '--quiet', '--separate-git-dir', join(sandbox.folder, 'elsewhere'));
    const { repository, main } = await open(sandbox.root);
    expect(repository.worktree).toBe(sandbox.root);
    expect(repository.mainWorktree).toBe(main);
  });
});
