import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { mergeBase } from '../git/commits';
import { GitFailed } from '../git/git-failed';
import { mergeTree, type MergeTree } from '../git/merge-tree';
import { lines } from '../git/refs';
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
  const merged = await mergeHistories(git, input);
  if (merged.kind === 'conflicted') return merged;
  const [before, own] = await readSides(git, base, head);
  if (merged.tree === before.tree) return { kind: 'nothing-to-merge' };
  const parents = input.strategy === 'squash' ? [base] : [base, head];
  const commit = await git
    .with(identityOf(before, own))
    .line(['commit-tree', merged.tree, ...parents.flatMap((parent) => ['-p', parent])], {
      input: await candidateMessage(git, input),
    });
  return { kind: 'candidate', commit: parseCommitSha(commit), tree: merged.tree, base, head };
}

async function mergeHistories(git: Git, { story, base, head }: CandidateInput): Promise<MergeTree> {
  try {
    return await mergeTree(git, base, head);
  } catch (error) {
    if (!(error instanceof GitFailed) || (await mergeBase(git, base, head)) !== null) throw error;
  }
  throw refusal({
    code: 'UNRELATED_HISTORY',
    message: `story ${story} has no common ancestor with trunk, so it can't be merged`,
    hints: ['Start the story again from trunk, and cherry-pick its commits there.'],
    facts: { story, base, head },
  });
}

/** What is taken from a commit that a candidate is made of. */
interface Side {
  readonly tree: string;
  readonly author: string;
  readonly email: string;
  readonly date: string;
}

async function readSides(git: Git, base: CommitSha, head: CommitSha): Promise<[Side, Side]> {
  const format = '--format=%T%x00%an%x00%ae%x00%cd';
  const out = await git.run([
    'show',
    '-s',
    '--no-show-signature',
    '--date=raw',
    format,
    base,
    head,
  ]);
  const [before = '', own = ''] = lines(out);
  return [parseSide(before), parseSide(own)];
}

function parseSide(line: string): Side {
  const [tree = '', author = '', email = '', date = ''] = line.split('\0');
  return { tree, author, email, date };
}

/** The author of the story's last commit, and the later of the two commits' dates. */
function identityOf(before: Side, own: Side): Record<string, string> {
  const date = seconds(before.date) > seconds(own.date) ? before.date : own.date;
  return {
    GIT_AUTHOR_NAME: own.author || 'Storygate',
    GIT_AUTHOR_EMAIL: own.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: own.author || 'Storygate',
    GIT_COMMITTER_EMAIL: own.email,
    GIT_COMMITTER_DATE: date,
  };
}

function seconds(rawDate: string): number {
  return Number(rawDate.split(' ')[0]);
}
