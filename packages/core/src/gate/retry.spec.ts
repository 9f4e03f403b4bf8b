import type { TaskRecord } from './recorded-task';
import { addRetry, findFlaky, needsRetry, projectsToRetry } from './retry';

const task = (id: string, more: Partial<TaskRecord> = {}): TaskRecord => {
  const [project = '', target = ''] = id.split(':');
  const log = `${project}.${target}.log`;
  const facts = { cached: false, hash: 'h', startedAt: null, durationMs: null, log };
  return { project, target, result: 'failed', ...facts, ...more };
};
const passed = (id: string, more: Partial<TaskRecord> = {}) =>
  task(id, { result: 'passed', log: `retry-1/${id}`, ...more });

describe('addRetry', () => {
  it('takes a task for flaky, and for passed, only with the same hash of its inputs', () => {
    const before = {
      tasks: [task('a:test'), task('b:test'), task('c:test', { hash: null })],
      flaky: [],
    };
    const retry = [
      passed('a:test'),
      passed('b:test', { hash: 'other' }),
      passed('c:test', { hash: null }),
    ];
    const { tasks, flaky } = addRetry(before, retry);
    expect(tasks.map(({ result }) => result)).toEqual(['passed', 'failed', 'failed']);
    expect(flaky).toEqual([{ project: 'a', target: 'test', hash: 'h' }]);
  });

  it('keeps the first failure’s log of what fails again, and adds what was skipped for it', () => {
    const retry = [task('a:test', { log: 'retry-1/a' }), passed('b:build')];
    const { tasks, flaky } = addRetry({ tasks: [task('a:test')], flaky: [] }, retry);
    expect(tasks).toEqual([task('a:test'), passed('b:build')]);
    expect(flaky).toEqual([]);
  });

  it('changes nothing about what passed before', () => {
    const before = { tasks: [passed('a:test')], flaky: [] };
    expect(addRetry(before, [task('a:test')])).toEqual(before);
  });
});

it('retries the affected projects with an expected task that is not seen to have passed', () => {
  const expected = {
    affected: ['a', '@x/b', 'c'],
    tasks: ['a:test', '@x/b:test', '@x/b:gate', 'c:test'],
    withoutChecks: [],
    ungated: [],
  };
  const seen = [task('a:test'), task('@x/b:test', { result: 'passed', project: '@x/b' })];
  const tasks = [...seen, passed('c:test')];
  expect(projectsToRetry(expected, tasks, new Set())).toEqual(['a', '@x/b']);
  expect(projectsToRetry(expected, tasks, new Set(['a:test h']))).toEqual(['@x/b']);
  expect(projectsToRetry(expected, tasks, new Set(['a:test other']))).toEqual(['a', '@x/b']);
});

describe('what is known to be red', () => {
  const known = new Set(['a:test h']);

  it('is not run again with the same inputs, and is with others', () => {
    expect(needsRetry([task('a:test'), passed('b:test')], known)).toBe(false);
    expect(needsRetry([task('a:test', { hash: 'other' })], known)).toBe(true);
    expect(needsRetry([task('a:test', { hash: null })], known)).toBe(true);
    expect(needsRetry([task('a:test'), task('b:test')], known)).toBe(true);
  });

  it('is flaky when it passes with the same inputs', () => {
    const tasks = [passed('a:test'), passed('b:test'), task('a:build')];
    expect(findFlaky(tasks, known)).toEqual([{ project: 'a', target: 'test', hash: 'h' }]);
    expect(findFlaky([task('a:test'), passed('a:test', { hash: 'other' })], known)).toEqual([]);
  });
});
