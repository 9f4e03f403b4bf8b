import { findKnownRed, withoutRefuted } from './known-red';

const task = (id: string, result: 'passed' | 'failed', hash: string | null = 'h') => {
  const [project = '', target = ''] = id.split(':');
  const facts = { cached: false, startedAt: null, durationMs: null, log: '' };
  return { project, target, result, hash, ...facts };
};
const runOf = (...tasks: ReturnType<typeof task>[]) => ({ governed: { run: { run: { tasks } } } });

const red = runOf(
  task('a:test', 'failed'),
  task('b:test', 'passed'),
  task('c:test', 'failed', null),
);

it('knows by its inputs what failed', () => {
  expect([...findKnownRed([red, runOf(task('a:test', 'failed', 'other'))])]).toEqual([
    'a:test h',
    'a:test other',
  ]);
});

it('drops a red run whose failure passed with the same inputs since', () => {
  expect(withoutRefuted([red], runOf(task('a:test', 'passed')))).toEqual([]);
});

it.each([
  ['it failed again', task('a:test', 'failed')],
  ['its inputs were others', task('a:test', 'passed', 'other')],
  ['nobody knows its inputs', task('c:test', 'passed', null)],
  ['another task passed', task('b:test', 'passed')],
])('keeps a red run where %s', (_, seen) => {
  expect(withoutRefuted([red], runOf(seen))).toEqual([red]);
});
