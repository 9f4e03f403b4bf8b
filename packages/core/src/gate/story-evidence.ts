import { refusal } from '../errors/storygate-error';
import { mergeBase, treeOf } from '../git/commits';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findEvidence } from './evidence';
import type { GateSubject } from './run-gate';
import type { StoredRun } from './run-record';

/** The newest evidence about a commit of a story, or null. */
export async function findStoryEvidence(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  commit: CommitSha,
): Promise<StoredRun | null> {
  const { tree, base, policy } = await readSubject(repository, trunk, story, commit);
  return findEvidence(repository.layout, { story, tree, base, policy: policy.digest });
}

/** What a gate of a story's commit is about; a refusal when the story has nothing in common with trunk. */
export async function readSubject(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  commit: CommitSha,
): Promise<GateSubject> {
  const [base, tree] = await Promise.all([
    mergeBase(repository.git, trunk.commit, commit),
    treeOf(repository.git, commit),
  ]);
  if (base === null) {
    throw refusal({
      code: 'UNRELATED_HISTORY',
      message: `${commit.slice(0, 10)} of story ${story} has no common ancestor with trunk ${trunk.name}`,
      hints: [`Start the story again from trunk, and cherry-pick its commits there.`],
    });
  }
  return {
    story,
    subject: 'story',
    commit,
    tree,
    base,
    policy: trunk.policy,
    retries: 0,
    knownRed: new Set(),
  };
}
