import { isCalling, noticeText } from './notice';

it.each([
  ['login', 'ready', 1, 1, 'login is ready'],
  ['login', 'needs-attention', 1, 3, 'login needs attention; 1 of 3 have ended'],
  ['cart', 'stuck', 3, 3, 'cart is stuck; all 3 have ended'],
  ['$(touch x)`\n\u001b[2J', 'failed', 1, 1, 'touchx2J failed'],
] as const)('%s, %s', (story, state, ended, of, text) => {
  expect(noticeText(story, state, { ended, of })).toBe(text);
});

it('calls nobody for what goes on, or somebody ended', () => {
  expect(['working', 'gating', 'stopped', 'interrupted', 'nonsense'].filter(isCalling)).toEqual([]);
});
