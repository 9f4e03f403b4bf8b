import type { RecordedTask } from '@storygate/core/gate/recorded-task';
import { findUnchecked, renderUnchecked } from './tell-unchecked';

const GATE = {
  targetName: 'gate',
  targets: ['lint', 'test'],
  governing: [],
  tests: [],
  timeLimit: 60,
};

const task = (project: string, target: string): RecordedTask => ({
  project,
  target,
  result: 'passed',
  cached: false,
  hash: null,
  startedAt: null,
  durationMs: null,
  output: '',
});

test('a gate is unchecked when nothing of what it is made of ran', () => {
  const tasks = [task('cart', 'test'), task('cart', 'gate'), task('docs', 'gate')];
  expect(findUnchecked(GATE, [...tasks, task('docs', 'build'), task('ui', 'test')])).toEqual([
    'docs',
  ]);
});

test('a project without checks is said to have none, and how to get some', () => {
  expect(renderUnchecked('cart', GATE)).toMatch(
    /^cart has no checks: it has none of the targets lint, test\nhint: give it one of these/,
  );
});
