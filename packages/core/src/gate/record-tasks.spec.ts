import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@storygate/testing';
import { readTasks, recordTasks } from './record-tasks';
import type { RecordedTask } from './recorded-task';

const task = (target: string, output: string): RecordedTask => ({
  project: '@acme/cart',
  target,
  result: 'passed',
  cached: false,
  hash: '1',
  startedAt: null,
  durationMs: null,
  output,
});

describe('recordTasks', () => {
  it('keeps a log for each task; of a very long one beginning and end, and says how much is left out', async () => {
    const folder = temporaryFolder('run');
    const long = `first\n${'x'.repeat(21_000_000)}\nlast`;
    await recordTasks(folder, [task('lint', 'fine\n'), task('test', long)]);
    const [lint, test] = (await readTasks(folder)) ?? [];
    expect(readFileSync(join(folder, lint?.log ?? ''), 'utf8')).toBe('fine\n');
    const log = readFileSync(join(folder, test?.log ?? ''), 'utf8');
    expect(log.length).toBeLessThan(20_000_100);
    expect([log.startsWith('first\n'), log.endsWith('\nlast')]).toEqual([true, true]);
    expect(log).toContain('\n[storygate: 1000011 characters left out]\n');
  });
});
