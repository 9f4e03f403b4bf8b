import { StorygateError, type ErrorKind } from '@storygate/core/errors/storygate-error';
import { GitFailed } from '@storygate/core/git/git-failed';
import { Interrupted } from '@storygate/core/process/interruption';
import { exitCodeOf } from './exit-code';

const text = { code: 'X', message: 'x' };

describe('exitCodeOf', () => {
  it.each<[ErrorKind, number]>([
    ['refusal', 1],
    ['config', 1],
    ['usage', 2],
    ['git', 255],
    ['internal', 255],
  ])('maps %s to %i', (kind, code) => {
    expect(exitCodeOf(new StorygateError(kind, text))).toBe(code);
  });

  it('maps an interruption to 130, a failed git to 255, and whatever else is thrown to 255', () => {
    expect(exitCodeOf(new Interrupted())).toBe(130);
    expect(exitCodeOf(new GitFailed({ args: [], cwd: '/', exitCode: 1, stderr: '' }))).toBe(255);
    expect(exitCodeOf(new TypeError('x'))).toBe(255);
    expect(exitCodeOf(undefined)).toBe(255);
  });
});
