import type { Task, TaskResult } from '@nx/devkit';
import { recordedTask } from './recorded-task';

type Status = TaskResult['status'];

const task: Task = {
  id: '@acme/cart:test:ci',
  target: { project: '@acme/cart', target: 'test', configuration: 'ci' },
  projectRoot: 'packages/cart',
  overrides: {},
  outputs: [],
  hash: '123',
  startTime: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  endTime: Date.UTC(2026, 0, 2, 3, 4, 6, 6),
  parallelism: true,
  cache: true,
};

test('a task is recorded with its hash, times and output', () => {
  expect(recordedTask({ task, status: 'failure', code: 1, terminalOutput: 'broken' })).toEqual({
    project: '@acme/cart',
    target: 'test',
    root: 'packages/cart',
    result: 'failed',
    cached: false,
    hash: '123',
    startedAt: '2026-01-02T03:04:05.006Z',
    durationMs: 1000,
    output: 'broken',
  });
});

test('what Nx does not say is null, or no output', () => {
  const { hash: _hash, startTime: _start, endTime: _end, projectRoot: _root, ...bare } = task;
  expect(recordedTask({ task: bare, status: 'success', code: 0 })).toMatchObject({
    root: null,
    hash: null,
    startedAt: null,
    durationMs: null,
    output: '',
  });
});

test.each<[Status, 'passed' | 'failed', boolean]>([
  ['success', 'passed', false],
  ['local-cache', 'passed', true],
  ['local-cache-kept-existing', 'passed', true],
  ['remote-cache', 'passed', true],
  ['failure', 'failed', false],
  ['of a later Nx' as Status, 'failed', false],
])('%s is %s, cached: %s', (status, result, cached) => {
  expect(recordedTask({ task, status, code: 0 })).toMatchObject({ result, cached });
});

test.each<Status>(['skipped', 'stopped'])('%s is no result', (status) => {
  expect(recordedTask({ task, status, code: 0 })).toBeNull();
});
