import { parseTreeSha, type CommitSha, type TreeSha } from '../names/object-id';
import { entries } from './refs';
import type { Git } from './git';

/** The tree of a merge made without a checkout, or the paths that conflict. */
export type MergeTree =
  | { readonly kind: 'clean'; readonly tree: TreeSha }
  | { readonly kind: 'conflicted'; readonly paths: readonly string[] };

/** Merges two commits in memory; git ≥ 2.38. Exit 1 is a conflict; nothing on disk changes but objects. */
export async function mergeTree(git: Git, ours: CommitSha, theirs: CommitSha): Promise<MergeTree> {
  const { exitCode, stdout } = await git.answer(
    ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs],
    [0, 1],
  );
  const [tree = '', ...paths] = entries(stdout);
  if (exitCode === 0) return { kind: 'clean', tree: parseTreeSha(tree) };
  return { kind: 'conflicted', paths: [...new Set(paths)].sort() };
}
