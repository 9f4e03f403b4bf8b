import type { CandidateResult } from '../candidate/make-candidate';
import type { Emit } from '../events/events';
import { changedPaths } from '../git/commits';
import { glanceAtDirtyPaths } from '../git/glance';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { MergeStrategy } from '../options/options';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { requireStories, type Story } from '../story/story';
import { findObstacle, readTrunkCheckouts } from './advance-trunk';
import { candidateOf, type PinnedStory } from './candidate-of';

/** What to land, in this order. */
export interface LandingRequest {
  readonly stories: readonly StoryId[];
  /** null: what the policy says. */
  readonly strategy: MergeStrategy | null;
  /** Where stories were found good: those that are somewhere else by now are left out, with a warning. */
  readonly foundAt?: ReadonlyMap<StoryId, CommitSha>;
}

/** Pins each story's head as it is now, so that nothing that is committed later rides along. */
export async function pinStories(
  repository: Repository,
  request: LandingRequest,
  emit: Emit,
): Promise<PinnedStory[]> {
  const { options } = (await requireTrunk(repository)).policy;
  const all = await requireStories(repository, options, [...new Set(request.stories)]);
  const stories = all.filter((story) => isWhereFound(story, request, emit));
  const pinned = stories.map(({ id, head }) => ({ id, head, strategy: request.strategy }));
  await Promise.all(stories.map((story) => warnOfUncommitted(repository, story, emit)));
  return pinned;
}

function isWhereFound({ id, head }: Story, { foundAt }: LandingRequest, emit: Emit): boolean {
  const found = foundAt?.get(id) ?? head;
  if (found === head) return true;
  emit({
    type: 'warning',
    code: 'STORY_CHANGED',
    message: `story ${id} does not land: it was found good at ${found.slice(0, 12)}, and is at ${head.slice(0, 12)} now`,
  });
  return false;
}

async function warnOfUncommitted(
  { git }: Repository,
  { id, worktree }: Story,
  emit: Emit,
): Promise<void> {
  if (worktree === null || worktree.prunable) return;
  const dirty = await glanceAtDirtyPaths(git.at(worktree.path));
  if (dirty.length === 0) return;
  emit({
    type: 'warning',
    code: 'UNCOMMITTED_WORK',
    message: `story ${id} has uncommitted work, which does not land: ${dirty.slice(0, 5).join(', ')}`,
  });
}

/** What landing a story would do, as far as it can be told without a gate. */
export interface LandingPreview {
  readonly story: StoryId;
  readonly head: CommitSha;
  readonly base: CommitSha;
  readonly candidate: CandidateResult;
  /** Why a checkout of trunk stands in the way, or null. */
  readonly overlap: string | null;
}

/** Makes each story's candidate on trunk as it is now; moves nothing, gates nothing. */
export async function previewLanding(
  repository: Repository,
  request: LandingRequest,
  emit: Emit,
): Promise<LandingPreview[]> {
  const trunk = await requireTrunk(repository);
  const checkouts = await readTrunkCheckouts(repository, trunk);
  const previews: LandingPreview[] = [];
  for (const story of await pinStories(repository, request, emit)) {
    const candidate = await candidateOf(repository, trunk, story);
    const overlap =
      candidate.kind === 'candidate'
        ? await findObstacle(
            checkouts,
            await changedPaths(repository.git, candidate.base, candidate.commit),
          )
        : null;
    previews.push({ story: story.id, head: story.head, base: trunk.commit, candidate, overlap });
  }
  return previews;
}
