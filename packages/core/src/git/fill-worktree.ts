import type { CommitSha } from '../names/object-id';
import type { Git } from './git';

/*
 * `git worktree add` in two halves. The first, `worktree add --no-checkout`, writes what every git that looks at the
 * worktrees reads, so one is done at a time; the second is long, and touches nothing that others read.
 */

/** How `git worktree add` itself fills a new worktree: a sparse checkout's patterns are there by then. */
export const FILL = ['reset', '--hard', '--quiet', '--no-recurse-submodules'];

/**
 * Checks out a worktree that was added at a commit with `--no-checkout`, and runs the hook post-checkout: then all is as
 * `git worktree add` leaves it. `git` is where the worktree was added from.
 */
export async function fillWorktree(git: Git, folder: string, head: CommitSha): Promise<void> {
  const worktree = git.at(folder);
  await worktree.run(FILL);
  // A hooks path that is relative is meant from where the worktree was added: the new one may not have that folder.
  const hooks = await git.line(['rev-parse', '--path-format=absolute', '--git-path', 'hooks']);
  await worktree.run([
    ...['-c', `core.hooksPath=${hooks}`, 'hook', 'run', '--ignore-missing', 'post-checkout'],
    ...['--', '0'.repeat(head.length), head, '1'],
  ]);
}
