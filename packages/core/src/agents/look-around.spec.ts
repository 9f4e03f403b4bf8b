import { createRepository } from '@storygate/testing';
import { Git } from '../git/git';
import { glanceAtDirtyPaths } from '../git/glance';
import { findStaying } from './look-around';

it('takes what a landing is just bringing to the main checkout for nobody’s change', async () => {
  const sandbox = await createRepository({ 'a.txt': 'a\n', 'landed.txt': 'old\n' });
  const old = await sandbox.git('rev-parse', 'HEAD');
  await sandbox.commit('Land', { 'landed.txt': 'new\n' });
  const tip = await sandbox.git('rev-parse', 'HEAD');
  // As a landing leaves it before it sets HEAD, with a change of an agent's beside it.
  await sandbox.git('update-ref', '--no-deref', 'HEAD', old);
  sandbox.write({ 'a.txt': 'an agent was here\n', 'landed.txt': 'new\n' });
  const readDirty = () => glanceAtDirtyPaths(new Git(sandbox.root));
  const paths = await readDirty();
  expect([...paths].sort()).toEqual(['a.txt', 'landed.txt']);
  const settle = async () => {
    await sandbox.git('update-ref', '--no-deref', 'HEAD', tip);
  };
  expect(await findStaying(paths, readDirty, settle)).toEqual(['a.txt']);
});

it('looks once where nothing is found', async () => {
  const never = () => Promise.reject(new Error('looked again'));
  expect(await findStaying([], never, never)).toEqual([]);
});
