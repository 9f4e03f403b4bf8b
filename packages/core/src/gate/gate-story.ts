import type { Emit } from '../events/events';
import { refusal } from '../errors/storygate-error';
import { mergeBase, treeOf } from '../git/commits';
import { readDirtyPaths } from '../git/working-tree';
import { prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { withLock } from '../state/lock';
import { listWorktrees } from '../git/worktrees';
import { findEvidence } from './evidence';
import { runGate, type GateSubject } from './run-gate';
import type { StoredRun } from './run-record';

/**
 * Gates a commit of a story against where it left trunk: in the story's own checkout when that holds exactly this
 * commit, in the gate workspace otherwise. Records evidence.
 */
export async function gateStoryCommit(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  commit: CommitSha,
  emit: Emit,
): Promise<StoredRun> {
  const subject = await subjectOf(repository, trunk, story, commit);
  const own = await findCleanCheckout(repository, commit);
  if (own !== null) {
    const place = {
      git: repository.git.at(own),
      nxRoot: nxRootIn(repository, own),
      env: {},
      unusable: null,
    };
    return runGate(repository.layout, subject, place, emit);
  }
  return withLock(repository.git, 'gate', emit, async () => {
    const place = await prepareGateWorkspace(repository, trunk.policy, commit, emit);
    return runGate(repository.layout, subject, place, emit);
  });
}

/** The newest evidence about a commit of a story, or null. */
export async function findStoryEvidence(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  commit: CommitSha,
): Promise<StoredRun | null> {
  const { tree, base, policy } = await subjectOf(repository, trunk, story, commit);
  return findEvidence(repository.layout, { story, tree, base, policy: policy.digest });
}

async function subjectOf(
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
  return { story, subject: 'story', commit, tree, base, policy: trunk.policy, retries: 0 };
}

/** A linked worktree that has exactly this commit and no change of its own; ignored files may be there. */
async function findCleanCheckout(
  repository: Repository,
  commit: CommitSha,
): Promise<string | null> {
  for (const { path, head, prunable } of await listWorktrees(repository.git)) {
    if (head !== commit || prunable || path === repository.mainWorktree) continue;
    if ((await readDirtyPaths(repository.git.at(path))).length === 0) return path;
  }
  return null;
}
