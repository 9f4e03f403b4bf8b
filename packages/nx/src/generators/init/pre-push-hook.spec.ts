import { run, temporaryFolder, writeFiles, type Finished } from '@storygate/testing';
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withPrePush } from './pre-push-hook';

/** Runs a hook as husky does, with a `storygate` on PATH that prints what it gets and ends with `exitCode`. */
async function push(hook: string, input: string, exitCode = 0): Promise<Finished> {
  const folder = temporaryFolder('hook');
  const storygate = `#!/bin/sh\necho "storygate $*"\nsed 's/^/asked: /'\nexit ${exitCode}\n`;
  writeFiles(folder, { 'pre-push': hook, 'bin/storygate': storygate });
  chmodSync(join(folder, 'bin/storygate'), 0o755);
  return run('sh', ['-e', 'pre-push', 'origin', 'some where'], {
    cwd: folder,
    env: { PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter) },
    input,
  });
}

const REFS = 'refs/heads/a 1 refs/heads/a 2\nrefs/heads/$(b) 3 refs/heads/b 4\n';
const THEIRS = "#!/usr/bin/env sh\nsed 's/^/theirs: /'\n";

test('a new hook asks storygate about the push', async () => {
  const { exitCode, stdout } = await push(withPrePush(''), REFS);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    'storygate hook pre-push origin some where\nasked: refs/heads/a 1 refs/heads/a 2\nasked: refs/heads/$(b) 3 refs/heads/b 4',
  );
});

test('another hook still reads the refs, after storygate has', async () => {
  const { exitCode, stdout } = await push(withPrePush(THEIRS), REFS);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'storygate hook pre-push origin some where',
    'asked: refs/heads/a 1 refs/heads/a 2',
    'asked: refs/heads/$(b) 3 refs/heads/b 4',
    'theirs: refs/heads/a 1 refs/heads/a 2',
    'theirs: refs/heads/$(b) 3 refs/heads/b 4',
  ]);
});

test.each(['', THEIRS])('a refusal ends the push, ahead of %j', async (hook) => {
  const { exitCode, stdout } = await push(withPrePush(hook), REFS, 1);
  expect(exitCode).toBe(1);
  expect(stdout).not.toContain('theirs');
});

test('with nothing to push, the other hook reads nothing', async () => {
  const { exitCode, stdout } = await push(withPrePush(THEIRS), '');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});

test('what must stay first stays first, and it is put in once', () => {
  const old = '#!/bin/sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n';
  const hook = withPrePush(old);
  expect(hook.startsWith(old.slice(0, old.indexOf('\n\n') + 1))).toBe(true);
  expect(hook.endsWith('\nnpm test\n')).toBe(true);
  expect(withPrePush(hook)).toBe(hook);
});
