import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, start, temporaryFolder } from '@storygate/testing';
import { hasEnded, thisProcess } from './process-identity';
import { listPrograms, parsePrograms } from './running-programs';

describe('listPrograms', () => {
  it('finds a program that runs, with its arguments and when it was started', async () => {
    const before = Date.now();
    const waiting = await start('sh', ['-c', 'echo ready; sleep 60; :', 'a-name'], { cwd: '/' });
    await waiting.printed('ready');
    const found = (await listPrograms())?.find(({ words }) => words.includes('a-name'));
    expect(found).toMatchObject({ folder: '/' });
    expect(Math.abs((found?.startedAt ?? 0) - before)).toBeLessThan(10_000);
    waiting.signal('SIGKILL');
    await waiting.finished;
  });
});

describe('parsePrograms', () => {
  it('reads what ps prints', () => {
    const text = '      00:05 /usr/bin/git update-ref --stdin\n 2-03:04:05 /sbin/launchd\n';
    const now = 1e9;
    expect(parsePrograms(text, now)).toEqual([
      { words: ['git', 'update-ref', '--stdin'], startedAt: now - 5_000, folder: null },
      {
        words: ['launchd'],
        startedAt: now - (((2 * 24 + 3) * 60 + 4) * 60 + 5) * 1000,
        folder: null,
      },
    ]);
    expect(parsePrograms('', now)).toBeNull();
    expect(parsePrograms('ps: illegal option\n', now)).toBeNull();
  });
});

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('a dead process that nobody has looked after has ended', async () => {
  const folder = temporaryFolder('zombie');
  // After `exec`, nobody waits for the child.
  const script =
    '(until [ -e end ]; do sleep 0.02; done) & echo $! >pid; echo ready; exec sleep 60';
  const parent = await start('sh', ['-c', script], { cwd: folder });
  await parent.printed('ready');
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  writeFileSync(join(folder, 'end'), '');
  const seen = `until grep -q '^State:.*Z' /proc/${pid}/status; do :; done`;
  await run('sh', ['-c', seen], { cwd: folder });
  expect(hasEnded({ ...thisProcess(), pid, started: null })).toBe(true);
  parent.signal('SIGKILL');
  await parent.finished;
});
