import { abortLater } from './abort-later';

it.each([
  ['before', true],
  ['after', false],
])('aborts after a signal that aborted %s it was asked', async (_, isBefore) => {
  const first = new AbortController();
  if (isBefore) first.abort();
  const later = abortLater(first.signal, 1);
  expect(later.aborted).toBe(false);
  first.abort();
  expect(later.aborted).toBe(false);
  await new Promise((resolve) => later.addEventListener('abort', resolve));
});
