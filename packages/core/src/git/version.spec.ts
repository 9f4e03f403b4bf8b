import { parseGitVersion } from './version';

describe('parseGitVersion', () => {
  it.each([
    ['git version 2.39.5', [2, 39]],
    ['git version 2.55.0.rc1.dev', [2, 55]],
    ['git version 2.39.5 (Apple Git-154)', [2, 39]],
    ['git version 2.45.1.windows.1', [2, 45]],
    ['git version 3.0', [3, 0]],
    ['', null],
    ['something else', null],
  ])('reads %j as %j', (text, version) => expect(parseGitVersion(text)).toEqual(version));
});
