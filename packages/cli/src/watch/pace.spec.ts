import { pauseAfter } from './pace';

it.each([
  [50, 'none', 3_000],
  [1_000, 'none', 10_000],
  [60_000, 'none', 15_000],
  [50, 'seen', 500],
  [1_000, 'seen', 4_000],
] as const)('after %i ms, a change being %s, waits %i ms', (took, change, pause) => {
  expect(pauseAfter(took, change)).toBe(pause);
});
