import { chmodSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepository, must, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { listProcesses } from '../process/list-processes';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { settleWork, type Work } from './settle-work';

let sandbox: Sandbox;
let heard: string;

/** Main's checkout, where something is left uncommitted, with a hook that says where it is: through a pipe, which waits. */
beforeEach(async () => {
  sandbox = await createRepository({
    'nx.json': JSON.stringify({ plugins: [{ plugin: '@storygate/nx' }] }),
  });
  heard = join(sandbox.folder, 'heard');
  await must('mkfifo', [heard], { cwd: sandbox.folder });
  writeFiles(sandbox.root, { 'left.txt': 'left\n' });
});

function hook(script: string): void {
  writeFiles(sandbox.root, { '.git/hooks/pre-commit': `#!/bin/sh\n${script}\n` });
  chmodSync(join(sandbox.root, '.git/hooks/pre-commit'), 0o755);
}

async function settle(limit: AbortSignal): Promise<Work> {
  const repository = await requireRepository(sandbox.root);
  const trunk = await requireTrunk(repository);
  const env = { STORYGATE_STORY: 'login' };
  const place = { git: repository.git, branch: 'main', trunk, env };
  return settleWork(place, { message: 'what it left', limit });
}

it('commits what was left, with the story’s variables for its hooks', async () => {
  hook(`echo "$STORYGATE_STORY" > '${heard}'`);
  const [work, said] = await Promise.all([
    settle(new AbortController().signal),
    readFile(heard, 'utf8'),
  ]);
  expect(said).toBe('login\n');
  expect(work).toMatchObject({ obstacle: null, uncommitted: null });
  expect(await sandbox.git('log', '-1', '--format=%s')).toBe('what it left');
});

it('ends a hook that hangs, with what it started, and says that nothing was committed', async () => {
  hook(`sleep 1000 & echo "$! $$" > '${heard}'; wait`);
  const head = await sandbox.git('rev-parse', 'HEAD');
  const limit = new AbortController();
  const working = settle(limit.signal);
  const pids = (await readFile(heard, 'utf8')).trim().split(' ').map(Number);
  limit.abort();
  const work = await working;
  expect(work.uncommitted).toContain('did not end');
  expect(work.head).toBe(head);
  const living = new Set((await listProcesses()).map(({ pid }) => pid));
  expect(pids.filter((pid) => living.has(pid))).toEqual([]);
  expect(existsSync(join(sandbox.root, '.git/index.lock'))).toBe(false);
});
