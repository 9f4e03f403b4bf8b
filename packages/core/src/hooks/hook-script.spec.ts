import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporaryFolder, writeFiles } from '@storygate/testing';
import { hookScript } from './hook-script';

/** A checkout with these files, whose pre-push hook is run as git would. */
async function runHook(
  files: Record<string, string>,
  { prefix = '', args = [] as string[], env = {} as NodeJS.ProcessEnv } = {},
) {
  const folder = temporaryFolder('hook');
  writeFiles(folder, {
    'storygate-hook': hookScript('pre-push', { prefix, before: '/nowhere' }),
    ...files,
  });
  chmodSync(join(folder, 'storygate-hook'), 0o755);
  return run(join(folder, 'storygate-hook'), args, {
    cwd: folder,
    env: { XDG_CONFIG_HOME: join(folder, 'config'), ...env },
    input: 'from git\n',
  });
}

describe('hookScript', () => {
  it('hands git’s arguments and input on to the worktree’s own hook', async () => {
    const end = await runHook(
      { '.husky/pre-push': 'echo "got $1, $2"\ncat\n' },
      { args: ['origin', 'two words'] },
    );
    expect(end).toMatchObject({ exitCode: 0, stdout: 'got origin, two words\nfrom git' });
  });

  it('ends with 0 where the worktree has no such hook', async () => {
    expect(await runHook({ '.husky/pre-commit': 'exit 3\n' })).toMatchObject({
      exitCode: 0,
      output: '',
    });
  });

  it('passes the hook’s exit code on', async () => {
    expect((await runHook({ '.husky/pre-push': 'exit 3\n' })).exitCode).toBe(3);
  });

  it('stops a hook at its first failing command, as husky does', async () => {
    const end = await runHook({ '.husky/pre-push': 'false\necho went on\n' });
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('does nothing under HUSKY=0, set outside or in husky’s init file', async () => {
    const files = { '.husky/pre-push': 'exit 3\n' };
    expect((await runHook(files, { env: { HUSKY: '0' } })).exitCode).toBe(0);
    const off = await runHook({ ...files, 'config/husky/init.sh': 'HUSKY=0\n' });
    expect(off.exitCode).toBe(0);
  });

  it('finds the programs of the workspace’s own node_modules', async () => {
    const folder = temporaryFolder('hook');
    writeFiles(folder, {
      'node_modules/.bin/own-program': '#!/bin/sh\necho own\n',
      '.husky/pre-push': 'own-program\n',
    });
    chmodSync(join(folder, 'node_modules/.bin/own-program'), 0o755);
    const end = await run(
      'sh',
      ['-c', hookScript('pre-push', { prefix: '', before: '/nowhere' })],
      { cwd: folder },
    );
    expect(end).toMatchObject({ exitCode: 0, stdout: 'own' });
  });

  it.each(['apps/web/', "it's/", 'a b/', 'a$HOME/', 'a"b/', 'a`b/'])(
    'finds the hook and the programs of a workspace in %s',
    async (prefix) => {
      const folder = temporaryFolder('hook');
      writeFiles(folder, {
        [`${prefix}node_modules/.bin/own-program`]: '#!/bin/sh\necho own\n',
        [`${prefix}.husky/pre-push`]: 'own-program\n',
      });
      chmodSync(join(folder, `${prefix}node_modules/.bin/own-program`), 0o755);
      const end = await run('sh', ['-c', hookScript('pre-push', { prefix, before: '/nowhere' })], {
        cwd: folder,
      });
      expect(end).toMatchObject({ exitCode: 0, stdout: 'own' });
    },
  );
});
