import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

it('has the brief written in git’s editor, once nothing else stands against the story', async () => {
  const { git, folder, root } = await createRepository({ 'nx.json': '{}' });
  const editor = join(folder, 'edit.cjs');
  writeFileSync(
    editor,
    `const fs = require('node:fs'); const file = process.argv.at(-1); fs.writeFileSync('${folder}/shown', fs.readFileSync(file));
    if (process.env.TYPED) fs.appendFileSync(file, process.env.TYPED);`,
  );
  await git('config', 'core.editor', `'${process.execPath}' '${editor}'`);
  const start = (args: readonly string[], TYPED = '') =>
    storygateFromSource(['story', 'login', '--dependencies=none', '--edit-brief', ...args], {
      cwd: root,
      env: { TYPED },
    });
  const kept = join(root, '.git/storygate');

  expect(await start(['--title=Log in'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('[BRIEF_EMPTY]') as unknown,
  });
  expect(readFileSync(join(folder, 'shown'), 'utf8')).toMatch(
    /^# Log in\n[^]*## Acceptance criteria/,
  );
  expect(existsSync(join(kept, 'stories/login'))).toBe(false);

  expect(await start(['--title=Log in'], '- [ ] A passkey is enough.')).toMatchObject({
    exitCode: 0,
  });
  const brief = readFileSync(join(kept, 'stories/login/brief.md'), 'utf8');
  expect(brief).toMatch(/^# Log in\n[^]*- \[ \] A passkey is enough\.\n$/);
  expect(brief).not.toContain('<!--');
  expect(existsSync(join(kept, 'briefs/login.md'))).toBe(false);

  writeFileSync(join(folder, 'shown'), '');
  expect(await start([], 'Again')).toMatchObject({ exitCode: 1 });
  expect(readFileSync(join(folder, 'shown'), 'utf8')).toBe('');
});
