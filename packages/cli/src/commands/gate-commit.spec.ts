import { resolve } from 'node:path';
import { parseCommitGate } from './gate-commit';

it('means a story when no commit is named', () => {
  expect(parseCommitGate('login', { merged: true })).toBeNull();
  expect(parseCommitGate(undefined, {})).toBeNull();
});

it('takes a commit with its base, and a folder from where the command was typed', () => {
  const options = { merged: true, commit: 'a', base: 'b' };
  expect(parseCommitGate(undefined, options)).toEqual({ commit: 'a', base: 'b', output: null });
  expect(parseCommitGate(undefined, { ...options, output: 'out' })).toEqual({
    commit: 'a',
    base: 'b',
    output: resolve('out'),
  });
});

it.each([
  ['no base', undefined, { merged: true, commit: 'a' }],
  ['no commit', undefined, { merged: true, base: 'b' }],
  ['no --merged', undefined, { commit: 'a', base: 'b' }],
  ['a story as well', 'login', { merged: true, commit: 'a', base: 'b' }],
  ['an output for a story', 'login', { merged: true, output: 'out' }],
])('calls it a usage error with %s', (_, story, options) => {
  expect(() => parseCommitGate(story, options)).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'HALF_A_COMMIT_GATE' }),
  );
});
