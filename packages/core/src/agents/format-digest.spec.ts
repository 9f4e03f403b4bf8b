import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import type { GateRun, StoredRun } from '../gate/run-record';
import { readDigest } from './format-digest';

function storedRun(logs: Readonly<Record<string, string>>, more: Partial<GateRun>): StoredRun {
  const folder = join(temporaryFolder('digest'), '1');
  writeFiles(folder, { 'run.json': '{}', ...logs });
  const tasks = Object.keys(logs).map((log) => ({
    ...{ project: log.replace('.log', ''), target: 'test', result: 'failed' as const },
    ...{ cached: false, hash: null, startedAt: null, durationMs: null, log },
  }));
  const run: GateRun = {
    ...{ version: 1, number: 1, story: 'login', kind: 'gate', subject: 'story' },
    ...{ commit: 'c', tree: 't', base: 'b', policy: 'p', startedAt: '', endedAt: '' },
    ...{ result: 'failed', reason: null, affected: [], withoutChecks: [], missing: [] },
    ...{ flaky: [], checks: [], tasks, ...more },
  };
  return { folder, run };
}

describe('readDigest', () => {
  it('shows a failing assertion that stands far from the end, and the command that shows it', async () => {
    const noise = 'checked one more thing\n'.repeat(5_000);
    const log = `\u001b[31m  ● adds up (12 ms)\u001b[0m\n    Expected: 3\n    Received: 4\n${noise}`;
    const { text } = await readDigest(storedRun({ 'cart.log': log }, {}));
    expect(text).toContain('These failed: cart:test.');
    expect(text).toContain('● adds up (12 ms)\n');
    expect(text).toContain('Received: 4');
    expect(text).toContain('`npx nx run cart:test`');
    expect(text).toContain('`npx storygate gate login`');
    expect(text).not.toContain('\u001b');
    expect(text.length).toBeLessThan(5_000);
  });

  it('names a failure in the same way whenever and wherever it is seen', async () => {
    const read = async (log: string) =>
      (await readDigest(storedRun({ 'cart.log': log }, {}))).failures;
    const once = await read('● adds up (12 ms)\nError: at cart.js:10:3\nDone in 1.5s\n');
    expect(await read('● adds up (230 ms)\nError: at cart.js:12:8\nDone in 2s\n')).toEqual(once);
    expect(await read('● takes off (12 ms)\nError: at cart.js:10:3\n')).not.toEqual(once);
    expect(await read('no word of why\n')).toEqual(['cart:test']);
  });

  it('stays short, however many tasks fail and however long their lines are', async () => {
    const logs = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`p${n}.log`, `${'x'.repeat(1e5)}\n`.repeat(100)]),
    );
    const { text, failures } = await readDigest(storedRun(logs, {}));
    expect(text.length).toBeLessThan(100_000);
    expect(failures).toHaveLength(40);
  });

  it('tells why a gate did not run, and which checks failed', async () => {
    const didNotRun = storedRun({}, { result: 'did-not-run', reason: 'the graph does not load' });
    expect((await readDigest(didNotRun)).text).toContain('the graph does not load');
    const check = { name: 'tree-unchanged', result: 'failed' as const, findings: ['a.txt'] };
    const drifted = await readDigest(storedRun({}, { reason: 'it changed', checks: [check] }));
    expect(drifted.text).toContain('## tree-unchanged\n\n    a.txt');
    expect(drifted.failures).toEqual(['tree-unchanged a.txt']);
  });
});
