import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOutsideCheckouts } from '../folders/temporary-folder';
import { createRepository } from './repository';

describe('createRepository', () => {
  it('makes a repository on main that ignores the machine’s configuration', async () => {
    const repository = await createRepository({ 'a/b.txt': 'b\n' });
    expect(await repository.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(await repository.git('ls-files')).toBe('a/b.txt');
    expect(await repository.git('log', '-1', '--format=%an <%ae>')).toBe(
      'Storygate tests <tests@storygate.invalid>',
    );
    expect(repository.root.startsWith(tmpdir())).toBe(true);
  });

  it('commits exactly the files it is given', async () => {
    const repository = await createRepository();
    repository.write({ 'untracked.txt': 'x' });
    const commit = await repository.commit('Add one', { 'one.txt': '1\n' });
    expect(await repository.git('rev-parse', 'HEAD')).toBe(commit);
    expect(await repository.git('show', '--format=', '--name-only', commit)).toBe('one.txt');
    expect(await repository.git('status', '--short')).toBe('?? untracked.txt');
  });

  it('answers a refusal of git instead of throwing, where asked', async () => {
    const repository = await createRepository();
    expect((await repository.tryGit('rev-parse', '--verify', '--quiet', 'nowhere')).exitCode).toBe(
      1,
    );
    await expect(repository.git('nonsense')).rejects.toThrow('git nonsense ended with 1');
  });

  it('is gone after dispose', async () => {
    const repository = await createRepository();
    repository.dispose();
    expect(existsSync(repository.folder)).toBe(false);
  });
});

describe('requireOutsideCheckouts', () => {
  it('refuses the checkout that the tests run from, and any other one', async () => {
    expect(() => requireOutsideCheckouts(__dirname)).toThrow('inside the checkout');
    const { root } = await createRepository();
    expect(() => requireOutsideCheckouts(join(root, 'inner'))).toThrow('is a git checkout');
  });
});
