import type { Candidate } from '../candidate/make-candidate';
import { refusal } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import type { StoredRun } from '../gate/run-record';
import type { Difference } from '../governance/difference';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';
import { requireStory } from '../story/story';
import { candidateOf } from './candidate-of';
import { readFreshTrunk } from './read-fresh-trunk';
import { proveCandidate, type Approver } from './prove-candidate';

/** The gate of what would be on trunk if a story landed now. */
export type MergedGate =
  | { readonly kind: 'nothing-to-merge' }
  | { readonly kind: 'ran'; readonly candidate: Candidate; readonly run: StoredRun }
  | {
      readonly kind: 'needs-approval';
      readonly candidate: Candidate;
      readonly run: StoredRun;
      readonly differences: readonly Difference[];
    }
  | { readonly kind: 'attested-before'; readonly candidate: Candidate };

/**
 * Gates a story's candidate ahead of its landing and attests it when green; a merge of the same candidate then lands at
 * once. With an approver, changes to what governs gates are approved for exactly this tree.
 */
export async function gateMerged(
  repository: Repository,
  id: StoryId,
  approver: Approver,
  emit: Emit,
): Promise<MergedGate> {
  const trunk = await readFreshTrunk(repository, emit);
  const story = await requireStory(repository, trunk.policy.options, id);
  const candidate = await candidateOf(repository, trunk, { id, head: story.head, strategy: null });
  if (candidate.kind === 'nothing-to-merge') return candidate;
  if (candidate.kind === 'conflicted') {
    throw refusal({
      code: 'CONFLICTED',
      message: `story ${id} does not merge with trunk ${trunk.name}: ${candidate.paths.join(', ')}`,
      hints: [
        `Merge trunk into the story and resolve the conflicts: \`git merge ${trunk.name}\` in its worktree.`,
      ],
      facts: { story: id, conflicts: candidate.paths },
    });
  }
  return withLock(repository.git, 'gate', emit, async () => {
    const proof = await proveCandidate(repository, trunk, { story: id, candidate, approver }, emit);
    if (proof.kind === 'needs-approval') {
      return { kind: 'needs-approval', candidate, run: proof.run, differences: proof.differences };
    }
    if (proof.run === null) return { kind: 'attested-before', candidate };
    return { kind: 'ran', candidate, run: proof.run };
  });
}
