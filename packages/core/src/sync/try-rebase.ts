import { treesOf } from '../git/commits';
import type { Git } from '../git/git';
import { mergeTree } from '../git/merge-tree';
import { lines } from '../git/refs';
import { parseCommitSha, type CommitSha, type TreeSha } from '../names/object-id';

/** Where a rebase would stop first: the commit, and the paths that conflict; null when it would not. */
export interface RebaseStop {
  readonly commit: CommitSha;
  readonly paths: readonly string[];
}

/** Replays a story's commits on a new base in memory, one by one, as `git rebase` does. Only objects are written. */
export async function tryRebase(
  git: Git,
  head: CommitSha,
  onto: CommitSha,
): Promise<RebaseStop | null> {
  // Like rebase: no merges, and none that trunk has in another form.
  const listed = await git.run([
    ...['rev-list', '--reverse', '--topo-order', '--no-merges', '--parents'],
    ...['--right-only', '--cherry-pick', `${onto}...${head}`],
  ]);
  let [tree] = await treesOf(git, [onto]);
  for (const line of lines(listed)) {
    const [commit, parent] = line.split(' ').map((id) => parseCommitSha(id));
    if (commit === undefined || parent === undefined || tree === undefined) continue;
    const [before, after] = await treesOf(git, [parent, commit]);
    // A merge of two commits whose only common ancestor is the picked one's parent is a cherry-pick.
    const base = await hold(git, before, null);
    const merged = await mergeTree(git, await hold(git, tree, base), await hold(git, after, base));
    if (merged.kind === 'conflicted') return { commit, paths: merged.paths };
    tree = merged.tree;
  }
  return null;
}

async function hold(
  git: Git,
  tree: TreeSha | undefined,
  parent: CommitSha | null,
): Promise<CommitSha> {
  const who = {
    GIT_AUTHOR_NAME: 'Storygate',
    GIT_AUTHOR_EMAIL: 'storygate@localhost',
    GIT_COMMITTER_NAME: 'Storygate',
    GIT_COMMITTER_EMAIL: 'storygate@localhost',
    GIT_AUTHOR_DATE: '@0 +0000',
    GIT_COMMITTER_DATE: '@0 +0000',
  };
  const parents = parent === null ? [] : ['-p', parent];
  return parseCommitSha(
    await git.with(who).line(['commit-tree', tree ?? '', ...parents], { input: 'Dry run\n' }),
  );
}
