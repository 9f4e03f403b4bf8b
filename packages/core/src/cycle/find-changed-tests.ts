import type { Git } from '../git/git';
import { entries } from '../git/refs';
import { governingPathspecs } from '../governance/changed-paths';
import type { CommitSha } from '../names/object-id';

/** The files of these patterns that a commit adds or changes since `base`; with null, what is in the checkout of `git`. */
export async function findChangedTests(
  git: Git,
  base: CommitSha,
  commit: CommitSha | null,
  patterns: readonly string[],
): Promise<string[]> {
  if (patterns.length === 0) return [];
  const pathspecs = governingPathspecs(patterns);
  const form = ['--name-only', '-z', '--no-renames', '--diff-filter=d'];
  const changed = await git.run([
    ...(commit === null ? ['diff', ...form, base] : ['diff-tree', '-r', ...form, base, commit]),
    '--',
    ...pathspecs,
  ]);
  if (commit !== null) return entries(changed);
  const untracked = await git.run([
    ...['ls-files', '--others', '--exclude-standard', '-z', '--', ...pathspecs],
  ]);
  return [...entries(changed), ...entries(untracked)];
}
