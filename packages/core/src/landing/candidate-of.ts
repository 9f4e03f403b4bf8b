import { makeCandidate, type CandidateResult } from '../candidate/make-candidate';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { MergeStrategy } from '../options/options';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { readStoryRecord } from '../story/story-record';

/** A story whose head is pinned: from here on only commits and trees are named. */
export interface PinnedStory {
  readonly id: StoryId;
  readonly head: CommitSha;
  /** null: what the policy says. */
  readonly strategy: MergeStrategy | null;
}

/** The candidate of a pinned story on trunk's tip. The same trunk, head, title and strategy give the same commit. */
export async function candidateOf(
  repository: Repository,
  trunk: Trunk,
  story: PinnedStory,
): Promise<CandidateResult> {
  const record = await readStoryRecord(repository.layout, story.id);
  return makeCandidate(repository.git, {
    story: story.id,
    title: record?.title ?? null,
    base: trunk.commit,
    head: story.head,
    strategy: story.strategy ?? trunk.policy.options.merge.strategy,
  });
}
