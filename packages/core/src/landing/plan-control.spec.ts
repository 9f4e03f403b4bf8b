import type { Obstacle } from '../gate/obstacle';
import type { GateRun } from '../gate/run-record';
import { planControl } from './plan-control';

const task = (project: string, result: 'passed' | 'failed') => {
  const facts = { cached: false, hash: 'h', startedAt: null, durationMs: null, log: '' };
  return { project, target: 'test', result, ...facts };
};

function plan(obstacle: Obstacle | null, more: Partial<GateRun> = {}) {
  const run: GateRun = {
    ...{ version: 1, number: 1, story: 'a', kind: 'gate', subject: 'candidate', commit: 'c' },
    ...{ tree: 't', base: 'b', policy: '', startedAt: '', endedAt: null, reason: null },
    ...{ withoutChecks: [], missing: [], tasks: [], flaky: [], checks: [] },
    result: 'did-not-run',
    affected: ['cart', 'money'],
    ...more,
  };
  return planControl({ run, obstacle });
}

it('asks nothing of trunk about a run that passed, or that is red by its checkout', () => {
  expect(plan(null, { result: 'passed', tasks: [task('cart', 'passed')] })).toBeNull();
  expect(plan(null, { result: 'failed', tasks: [task('cart', 'passed')] })).toBeNull();
});

it('asks about the tasks that failed, with no cache to answer', () => {
  const tasks = [task('cart', 'failed'), task('money', 'passed')];
  expect(plan(null, { result: 'failed', tasks })).toEqual({
    ask: 'gates',
    projects: ['cart'],
    results: 'fresh',
    about: ['cart:test'],
  });
});

it.each(['place', 'graph'] as const)('asks for the %s that a run did not have', (kind) => {
  expect(plan({ kind })).toEqual({ ask: kind });
});

it('leaves a gate that a story defines so that nothing can run to its author', () => {
  expect(plan({ kind: 'definitions' })).toBeNull();
});

it('asks whether what hung hangs on trunk, or all of it where nobody knows what did', () => {
  const hung = { ask: 'gates', results: 'fresh', about: null };
  expect(plan({ kind: 'limit', projects: ['cart'] })).toEqual({ ...hung, projects: ['cart'] });
  const all = { ...hung, projects: ['cart', 'money'] };
  expect(plan({ kind: 'limit', projects: [] })).toEqual(all);
});

it('asks whether the gates that left no record run on trunk', () => {
  expect(plan({ kind: 'record' })).toEqual({
    ask: 'gates',
    projects: ['cart', 'money'],
    results: 'cached',
    about: null,
  });
});
