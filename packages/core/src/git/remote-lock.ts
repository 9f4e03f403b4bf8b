import type { GitFailed } from './git-failed';

/** Whether a push failed by a lock file on the remote: another push holds it, or one that was killed left it there. */
export function isLockedThere({ stderr }: GitFailed): boolean {
  return /^remote: .*Unable to create '.+\.lock': File exists/m.test(stderr);
}
