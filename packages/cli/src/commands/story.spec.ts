import { createRepository, storygateFromSource } from '@storygate/testing';

it('tells whom a story collides with that starts from what is not on trunk', async () => {
  const { git, commit, root } = await createRepository({ 'nx.json': '{}', 'a.txt': 'a\n' });
  for (const id of ['cart', 'login']) {
    await git('checkout', '--quiet', '-b', `story/${id}`, 'main');
    await commit(id, { 'a.txt': `${id}\n` });
  }
  await git('checkout', '--quiet', 'main');
  const start = (...args: string[]) =>
    storygateFromSource(['story', '--dependencies=none', ...args], { cwd: root });
  const built = await start('onlogin', '--base=story/login');
  expect(built).toMatchObject({ exitCode: 0 });
  expect(built.stderr).toContain('story/onlogin collides with cart (they conflict in a.txt)');
  expect(built.stderr).toContain('[COLLIDES]');
  expect((await start('fresh')).stderr).not.toContain('COLLIDES');
});
