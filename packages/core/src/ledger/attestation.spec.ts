import type { GateRun } from '../gate/run-record';
import { attest, parseAttestation } from './attestation';

const RUN: GateRun = {
  version: 1,
  number: 3,
  story: 'login',
  kind: 'gate',
  subject: 'candidate',
  commit: 'c'.repeat(40),
  tree: 'd'.repeat(40),
  base: 'b'.repeat(40),
  policy: 'p',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:01:00.000Z',
  result: 'passed',
  reason: null,
  affected: ['cart'],
  withoutChecks: [],
  missing: [],
  tasks: [
    {
      project: 'cart',
      target: 'test',
      result: 'passed',
      cached: true,
      hash: 'h',
      startedAt: null,
      durationMs: 5,
      log: 'cart.test.log',
    },
  ],
  flaky: [],
  checks: [{ name: 'tree-unchanged', result: 'passed', findings: [] }],
};

const UNGOVERNED = { differences: [], approval: null };

describe('attest', () => {
  it('refuses a change to what governs gates that nobody approved', () => {
    const difference = { kind: 'path', path: 'nx.json', change: 'modified' } as const;
    const governance = { differences: [difference], approval: null };
    expect(() => attest(RUN, 'e'.repeat(40), {}, governance)).toThrow('without an approval');
  });

  it('states commit, tree, base, policy, tasks with their hashes, checks, tools and times', () => {
    const statement = attest(RUN, 'e'.repeat(40), { nx: '23.2.1' }, UNGOVERNED);
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'urn:storygate:attestation:gate:v1',
      subject: [{ name: 'story/login', digest: { gitCommit: RUN.commit, gitTree: RUN.tree } }],
      predicate: {
        story: 'login',
        head: 'e'.repeat(40),
        base: RUN.base,
        policy: 'p',
        trunk: RUN.base,
        proof: { by: 'run', commit: RUN.commit, tree: RUN.tree, base: RUN.base },
        affected: ['cart'],
        withoutChecks: [],
        tasks: [{ project: 'cart', target: 'test', hash: 'h', result: 'passed', cached: true }],
        flaky: [],
        checks: RUN.checks,
        governing: [],
        approval: null,
        tools: { nx: '23.2.1' },
        startedAt: RUN.startedAt,
        endedAt: RUN.endedAt,
      },
    });
    expect(parseAttestation(JSON.stringify(statement))).toEqual(statement);
  });

  it.each([
    ['failed', { result: 'failed' as const }],
    ['did not run', { result: 'did-not-run' as const }],
    ['still runs', { result: 'running' as const }],
    ['was of a story’s own tree', { subject: 'story' as const }],
    ['was of no whole tree', { tree: null }],
  ])('refuses a run that %s, as a defect', (_, wrong) => {
    expect(() => attest({ ...RUN, ...wrong }, 'e'.repeat(40), {}, UNGOVERNED)).toThrow(
      expect.objectContaining({ kind: 'internal' }),
    );
  });
});

describe('parseAttestation', () => {
  const good = attest(RUN, 'e'.repeat(40), {}, UNGOVERNED);

  it.each([
    ['a cut-off text', JSON.stringify(good).slice(0, -2)],
    [
      'another predicate',
      JSON.stringify({ ...good, predicateType: 'https://slsa.dev/provenance/v1' }),
    ],
    ['another statement type', JSON.stringify({ ...good, _type: 'x' })],
    ['no predicate', JSON.stringify({ ...good, predicate: undefined })],
    ['a subject without a tree', JSON.stringify({ ...good, subject: [{ name: 'x', digest: {} }] })],
  ])('answers null for %s', (_, text) => expect(parseAttestation(text)).toBeNull());
});
