import { temporaryFolder, writeFiles } from '@storygate/testing';
import type { GateRun, StoredRun } from '@storygate/core/gate/run-record';
import type { Outcome } from '@storygate/core/landing/outcome';
import type { Output } from '../output';
import { gateDocument, renderRedGate, summarizeGate } from './gate';
import { outcomeDocument, renderOutcome } from './merge';

const TASK = {
  project: 'cart',
  target: 'test',
  result: 'passed',
  cached: false,
  hash: 'h',
  startedAt: null,
  durationMs: 12,
  log: 'cart.test.log',
} as const;

const RUN: GateRun = {
  version: 1,
  number: 4,
  story: 'login',
  kind: 'gate',
  subject: 'candidate',
  commit: 'c'.repeat(40),
  tree: 'd'.repeat(40),
  base: 'b'.repeat(40),
  policy: 'p',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:01:00.000Z',
  result: 'failed',
  reason: 'cart:test failed',
  affected: ['cart'],
  withoutChecks: [],
  missing: [],
  tasks: [{ ...TASK, result: 'failed' }],
  flaky: [],
  checks: [],
};

/** What a rendering said (stdout) and told (stderr). */
function recorded(render: (output: Output) => void): { said: string[]; told: string[] } {
  const [said, told]: [string[], string[]] = [[], []];
  render({
    json: false,
    say: (line) => said.push(line),
    pass: (text) => said.push(text),
    tell: (line) => told.push(line),
    document: () => undefined,
    emit: () => undefined,
    settle: () => undefined,
  });
  return { said, told };
}

function stored(run: Partial<GateRun> = {}, log = 'expected 1\n'): StoredRun {
  const folder = temporaryFolder('run');
  writeFiles(folder, { 'cart.test.log': log });
  return { folder, run: { ...RUN, ...run } };
}

describe('renderRedGate', () => {
  it('names the failed task, the end of its log, and how to reproduce it, on standard error alone', () => {
    const log = `${Array.from({ length: 50 }, (_, n) => `line ${n}`).join('\n')}\n`;
    const run = stored({}, log);
    const { said, told } = recorded((output) =>
      renderRedGate(output, run, 'cannot merge story/login'),
    );
    expect(said).toEqual([]);
    expect(told[0]).toBe(
      'error: cannot merge story/login: cart:test failed on the merged tree [GATE_FAILED]',
    );
    expect(told).toContain(`--- cart:test, the end of ${run.folder}/cart.test.log`);
    expect(told).toContain('  line 49');
    expect(told).not.toContain('  line 29');
    expect(told.at(-1)).toBe(
      'hint: reproduce with `npx storygate gate login --merged`; full log: `npx storygate logs login`',
    );
  });

  it('names the story’s own gate where its own tree is red', () => {
    const { told } = recorded((output) => renderRedGate(output, stored({ subject: 'story' }), 'x'));
    expect(told[0]).toContain('on the committed tree');
    expect(told.at(-1)).toContain('`npx storygate gate login`');
  });

  it.each([
    [
      'did not run',
      { result: 'did-not-run' as const, reason: 'no record', tasks: [] },
      'error: x: the gate did not run on the merged tree: no record [DID_NOT_RUN]',
    ],
    [
      'changed its checkout',
      {
        reason: 'the checkout changed',
        tasks: [TASK],
        checks: [{ name: 'tree-unchanged', result: 'failed' as const, findings: ['a.ts'] }],
      },
      'error: x: the checkout changed [CHECKS_FAILED]',
    ],
  ])('has an error line of its own for a run that %s', (_, run, line) => {
    const { told } = recorded((output) => renderRedGate(output, stored(run), 'x'));
    expect(told[0]).toBe(line);
    expect(told.filter((one) => one.startsWith('error: '))).toHaveLength(1);
    expect(told.some((one) => one.startsWith('hint: '))).toBe(true);
  });
});

describe('summarizeGate', () => {
  it.each([
    [{ affected: [] }, 'no project is affected, so nothing had to run'],
    [{ tasks: [TASK] }, '1 project, 1 task green, 0 from cache'],
    [
      { affected: ['a', 'b'], tasks: [TASK, { ...TASK, cached: true }], withoutChecks: ['b'] },
      '2 projects, 2 tasks green, 1 from cache, without any checks: b',
    ],
  ])('fits a line of 80 columns: %j', (run, line) => {
    expect(summarizeGate({ ...RUN, result: 'passed', ...run })).toBe(line);
    expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('gateDocument', () => {
  it('has the contract’s fields, and logs as paths that can be opened', () => {
    const run = stored();
    expect(gateDocument(run)).toMatchObject({
      story: 'login',
      tree: RUN.tree,
      base: RUN.base,
      result: 'failed',
      tasks: [
        {
          project: 'cart',
          target: 'test',
          result: 'failed',
          cached: false,
          durationMs: 12,
          log: `${run.folder}/cart.test.log`,
        },
      ],
      checks: [],
    });
  });
});

describe('an outcome', () => {
  const outcome = (more: object): Outcome =>
    ({
      story: 'login',
      outcome: 'merged',
      head: 'a'.repeat(40),
      base: 'e'.repeat(40),
      trunk: 'b'.repeat(40),
      commit: 'c'.repeat(40),
      tree: 'd'.repeat(40),
      attestation: null,
      conflicts: [],
      suspects: [],
      cleared: [],
      reason: null,
      run: null,
      notes: [],
      ...more,
    }) as unknown as Outcome;

  it('is one line of result when it is merged', () => {
    const { said, told } = recorded((output) => renderOutcome(output, outcome({}), 'main'));
    expect(said).toEqual(['merged story/login to main as cccccccccc (proven before)']);
    expect(told).toEqual([]);
  });

  it.each([
    ['conflicted', { conflicts: ['a.ts'] }, 'CONFLICTED'],
    ['gate-failed', { run: () => stored() }, 'GATE_FAILED'],
    ['did-not-run', { run: () => stored({ result: 'did-not-run', tasks: [] }) }, 'DID_NOT_RUN'],
    ['checks-failed', { reason: 'in the way' }, 'TRUNK_CHECKOUT_IN_THE_WAY'],
    ['trunk-moved', {}, 'TRUNK_MOVED'],
  ])(
    'says, when it is %s, what was refused, how to go on, and that trunk is where it was',
    (kind, more, code) => {
      const run = 'run' in more ? more.run() : null;
      const one = outcome({ ...more, outcome: kind, run, suspects: ['other'], notes: ['a note'] });
      const { said, told } = recorded((output) => renderOutcome(output, one, 'main'));
      expect(said).toEqual([]);
      expect(told.filter((line) => line.startsWith('error: '))).toEqual([
        expect.stringMatching(new RegExp(`^error: cannot merge story/login: .* \\[${code}\\]$`)),
      ]);
      expect(told).toContain('hint: landed since story/login left trunk: other');
      expect(told).toContain('warning: a note');
      expect(told.at(-1)).toBe('main is where it was: bbbbbbbbbb');
    },
  );

  it('has the contract’s fields as a document, the failed tasks with their logs', () => {
    const run = stored({ tasks: [TASK, { ...TASK, target: 'lint', result: 'failed' }] });
    expect(outcomeDocument(outcome({ outcome: 'gate-failed', run }))).toEqual({
      story: 'login',
      outcome: 'gate-failed',
      head: 'a'.repeat(40),
      base: 'e'.repeat(40),
      trunk: 'b'.repeat(40),
      commit: 'c'.repeat(40),
      tree: 'd'.repeat(40),
      attestation: null,
      conflicts: [],
      suspects: [],
      cleared: [],
      reason: null,
      notes: [],
      run: 4,
      flaky: [],
      reproduce: `git merge --no-edit ${'e'.repeat(40)} && npx nx run cart:lint`,
      failedTasks: [{ project: 'cart', target: 'lint', log: `${run.folder}/cart.test.log` }],
    });
  });
});
