import { temporaryFolder, writeFiles } from '@storygate/testing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateStorygate } from './locate-storygate';
import { runStorygate } from './run-storygate';

/** A program that notes how it was called, then runs `body`. */
function program(body: string): { readonly file: string; readonly root: string } {
  const root = temporaryFolder('workspace');
  const file = join(root, 'program.cjs');
  const note = `require('fs').writeFileSync('call.json', JSON.stringify({ args: process.argv.slice(2), task: process.env.NX_TASK_HASH }));`;
  writeFiles(root, { 'program.cjs': `${note}\n${body}` });
  return { file, root };
}

test('arguments arrive as they are, in the root, without the task of the enclosing run', async () => {
  const { file, root } = program('process.exit(0)');
  const args = ['merge', '--', '-rf', '$(touch pwned)', 'a b', '*'];
  process.env['NX_TASK_HASH'] = '1';
  const exitCode = await runStorygate({ args, workspaceRoot: root, program: file });
  delete process.env['NX_TASK_HASH'];
  expect(exitCode).toBe(0);
  expect(JSON.parse(readFileSync(join(root, 'call.json'), 'utf8'))).toEqual({ args });
  expect(existsSync(join(root, 'pwned'))).toBe(false);
});

test.each([1, 2, 130, 255])('exit code %i is handed on', async (code) => {
  const { file, root } = program(`process.exit(${code})`);
  expect(await runStorygate({ args: [], workspaceRoot: root, program: file })).toBe(code);
});

test('a signal is passed on, and the end waited for', async () => {
  const { file, root } = program(`
    process.on('SIGTERM', () => setImmediate(() => {
      require('fs').writeFileSync('cleaned', '');
      process.exit(130);
    }));
    require('fs').writeFileSync('ready', '');
    setInterval(() => {}, 1000);
  `);
  const listeners = process.listenerCount('SIGTERM');
  const ended = runStorygate({ args: [], workspaceRoot: root, program: file });
  while (!existsSync(join(root, 'ready'))) await new Promise((resolve) => setImmediate(resolve));
  process.emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(130);
  expect(existsSync(join(root, 'cleaned'))).toBe(true);
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
});

test('a program that a signal ends has the exit code a shell would show', async () => {
  const { file, root } = program(`process.kill(process.pid, 'SIGKILL')`);
  expect(await runStorygate({ args: [], workspaceRoot: root, program: file })).toBe(137);
});

test('the program is the one this package depends on', () => {
  expect(locateStorygate()).toMatch(/bin.storygate\.js$/);
});
