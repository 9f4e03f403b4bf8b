import type { StorygateEvent } from '@storygate/core/events/events';
import { UnderWay } from './under-way';

const started = (
  step: 'run-gate' | 'advance-trunk',
  detail: string,
): Extract<StorygateEvent, { type: 'step-started' }> => ({ type: 'step-started', step, detail });
const said = (line: string): StorygateEvent => ({ type: 'output', step: 'run-gate', line });

const planned: StorygateEvent = {
  type: 'planned',
  chain: ['cart', 'login'],
  waiting: ['docs'],
  next: { do: 'gate', stories: ['cart', 'login'] },
};

function told(...events: readonly StorygateEvent[]): UnderWay {
  const underWay = new UnderWay();
  for (const event of events) underWay.note(event, 1_000);
  return underWay;
}

it('shows nothing before anything begins, and the chain only beside a step', () => {
  expect(told().lines(1_000, 80)).toEqual([]);
  expect(told(planned).lines(1_000, 80)).toEqual([]);
});

it('shows each step with its seconds, and below them the chain and who waits', () => {
  const underWay = told(planned, started('advance-trunk', 'main'), started('run-gate', 'of c1'));
  expect(underWay.lines(13_400, 80)).toEqual([
    ' 12 s  advancing main',
    ' 12 s  running the gates of c1',
    '       chain: cart, login; next: gate cart, login',
    '       waiting: docs',
  ]);
  underWay.note({ type: 'step-ended', step: 'advance-trunk', durationMs: 5 }, 14_000);
  expect(underWay.lines(14_000, 80)[0]).toBe(' 13 s  running the gates of c1');
});

it.each([
  ['Running target gate for project cart and 4 tasks it depends on:', 5],
  ['Running target gate for project cart and 1 task it depends on:', 2],
  ['Running target gate for 3 projects and 7 tasks they depend on:', 10],
  ['Running targets gate, lint for 3 projects:', 3],
])('reads from `%s` how many tasks there are', (header, total) => {
  const underWay = told(started('run-gate', 'of c1'), said(` NX   ${header}`));
  const step = '  0 s  running the gates of c1';
  expect(underWay.lines(1_000, 80)).toEqual([step, `       ${total} tasks`]);
  underWay.note(said('> nx run money:build  [local cache]'), 1_000);
  underWay.note(said('> nx run money:build  [local cache]'), 1_000);
  expect(underWay.lines(1_000, 80)).toEqual([
    step,
    `       1 of ${total} tasks have ended, the last one money:build`,
  ]);
});

it('counts a run of its own for each gate, and cuts lines to the screen', () => {
  const underWay = told(started('run-gate', 'of c1'), said('> nx run money:build'));
  underWay.note(started('run-gate', 'of c2'), 1_000);
  expect(underWay.lines(1_000, 20)).toEqual(['  0 s  running the g']);
  underWay.clear();
  expect(underWay.lines(1_000, 80)).toEqual([]);
});
