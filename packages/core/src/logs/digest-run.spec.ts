import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import type { GateRun } from '../gate/run-record';
import { digestRun } from './digest-run';

const LIMITS = { places: 4, lines: 24, columns: 78, characters: 3000 };

const task = (project: string) => ({
  ...{ project, target: 'test', cached: false, hash: null, startedAt: null, durationMs: null },
  ...{ result: 'failed' as const, log: `${project}.test.log` },
});

async function digest(run: Partial<GateRun>, logs: Record<string, string>) {
  const folder = temporaryFolder('digest');
  writeFiles(folder, logs);
  const whole = { subject: 'story', base: 'base', tasks: [], checks: [], result: 'failed', ...run };
  return { folder, digest: await digestRun({ folder, run: whole as GateRun }, LIMITS) };
}

it('shares the room out between what failed, and names the rest', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const long = Array.from({ length: 100 }, (_, index) => `said ${index}`).join('\n');
  const logs = Object.fromEntries(names.map((name) => [`${name}.test.log`, long]));
  const { digest: told } = await digest(
    { tasks: names.map(task) },
    { ...logs, 'a.test.log': '✕ one\n' },
  );
  expect(told.others).toEqual(['e:test', 'f:test']);
  expect(told.failures.map(({ name, lines }) => [name, lines.length])).toEqual([
    ['a:test', 1],
    ['b:test', 7],
    ['c:test', 8],
    ['d:test', 8],
  ]);
});

it('tells what the merged tree needs to show it, what a check found, and a log that is gone', async () => {
  const checks = [{ name: 'tree-unchanged', result: 'failed' as const, findings: ['x.txt'] }];
  const { digest: told } = await digest({ subject: 'candidate', tasks: [task('a')], checks }, {});
  expect(told.failures).toEqual([
    { name: 'tree-unchanged', log: null, lines: ['x.txt'], reproduce: null },
    {
      ...{ name: 'a:test', log: null, lines: [] },
      reproduce: 'git merge --no-edit base && npx nx run a:test',
    },
  ]);
});

it('tells what Nx said where the gate did not run, of a long log both ends', async () => {
  const nx = `Error: no graph\n${'x\n'.repeat(1_000_000)}`;
  const { folder, digest: told } = await digest({ result: 'did-not-run' }, { 'nx.log': nx });
  expect(told.failures).toMatchObject([
    { name: 'nx', log: join(folder, 'nx.log'), lines: ['Error: no graph', 'x', 'x'] },
  ]);
});
