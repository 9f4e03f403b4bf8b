import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Git } from './git';
import { GitFailed } from './git-failed';

const LISTED = 'storygate.checkout';

/**
 * Runs one command in each checkout and returns what all of them print, one after the other. One git starts the others:
 * Node takes as long to start a process as git for many an answer. Null where that does not work, because a command
 * failed in one of them or git knows no `for-each-repo` (it is experimental); then each is to be asked alone. Somebody's
 * own setting of that name adds checkouts, so count what came.
 */
export async function runForEach(
  git: Git,
  checkouts: readonly string[],
  command: readonly string[],
): Promise<string | null> {
  // Inside a repository, git would hand its own GIT_DIR on, and each answer would be about that one's index.
  const outside = parse(git.cwd).root;
  if (existsSync(join(outside, '.git'))) return null;
  const list = checkouts.flatMap((checkout) => ['-c', `${LISTED}=${checkout}`]);
  try {
    const args = [...list, 'for-each-repo', `--config=${LISTED}`, '--', ...command];
    return await git.at(outside).run(args);
  } catch (error) {
    if (error instanceof GitFailed) return null;
    throw error;
  }
}
