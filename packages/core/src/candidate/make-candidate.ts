import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { isAncestor, mergeBase, treeOf } from '../git/commits';
import { mergeTree } from '../git/merge-tree';
import { parseCommitSha, type CommitSha, type TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { MergeStrategy } from '../options/options';
import { candidateMessage } from './candidate-message';

/** What a candidate is made from; the same input gives the same commit. */
export interface CandidateInput {
  readonly story: StoryId;
  readonly title: string | null;
  readonly base: CommitSha;
  readonly head: CommitSha;
  readonly strategy: MergeStrategy;
}

/** The commit that would become trunk's next tip. */
export interface Candidate {
  readonly kind: 'candidate';
  readonly commit: CommitSha;
  readonly tree: TreeSha;
  readonly base: CommitSha;
  readonly head: CommitSha;
}

/** A candidate, or why there is none. */
export type CandidateResult =
  | Candidate
  | { readonly kind: 'nothing-to-merge' }
  | { readonly kind: 'conflicted'; readonly paths: readonly string[] };

/** Merges a pinned head onto a base without a checkout, and makes the commit that would land. */
export async function makeCandidate(git: Git, input: CandidateInput): Promise<CandidateResult> {
  const { base, head } = input;
  if (await isAncestor(git, head, base)) return { kind: 'nothing-to-merge' };
  await requireRelated(git, input);
  const merged = await mergeTree(git, base, head);
  if (merged.kind === 'conflicted') return merged;
  if (merged.tree === (await treeOf(git, base))) return { kind: 'nothing-to-merge' };
  const parents = input.strategy === 'squash' ? [base] : [base, head];
  const commit = await git
    .with({ ...(await identityOf(git, base, head)), GIT_NO_REPLACE_OBJECTS: '1' })
    .line(['commit-tree', merged.tree, ...parents.flatMap((parent) => ['-p', parent])], {
      input: await candidateMessage(git, input),
    });
  return { kind: 'candidate', commit: parseCommitSha(commit), tree: merged.tree, base, head };
}

async function requireRelated(git: Git, { story, base, head }: CandidateInput): Promise<void> {
  if ((await mergeBase(git, base, head)) !== null) return;
  throw refusal({
    code: 'UNRELATED_HISTORY',
    message: `story ${story} has no common ancestor with trunk, so it can't be merged`,
    hints: ['Start the story again from trunk, and cherry-pick its commits there.'],
    facts: { story, base, head },
  });
}

/** The author of the story's last commit, and the later of the two commits' dates. */
async function identityOf(
  git: Git,
  base: CommitSha,
  head: CommitSha,
): Promise<Record<string, string>> {
  const format = '--format=%an%x00%ae%x00%cd';
  const show = (commit: CommitSha) =>
    git.line(['show', '-s', '--no-show-signature', '--date=raw', format, commit]);
  const [name = '', email = '', headDate = ''] = (await show(head)).split('\0');
  const baseDate = (await show(base)).split('\0')[2] ?? '';
  const date = seconds(baseDate) > seconds(headDate) ? baseDate : headDate;
  return {
    GIT_AUTHOR_NAME: name || 'Storygate',
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name || 'Storygate',
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

function seconds(rawDate: string): number {
  return Number(rawDate.split(' ')[0]);
}
