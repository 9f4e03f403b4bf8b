import { listLanded, type LandedCommit } from '../candidate/candidate-message';
import { mergeBase } from '../git/commits';
import { findAttestations, openLedger } from '../ledger/ledger';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { PinnedStory } from './candidate-of';

/** The commit by which exactly this head of a story landed, as the ledger proves; null when it did not. */
export async function findLanding(
  repository: Repository,
  trunk: Trunk,
  { id, head }: PinnedStory,
): Promise<LandedCommit | null> {
  const { git } = repository;
  const from = await mergeBase(git, trunk.commit, head);
  if (from === null) return null;
  const landed = await listLanded(git, from, trunk.commit, id);
  const answers = await findAttestations(await openLedger(repository, trunk.remote), landed);
  const isOfHead = (_: LandedCommit, index: number): boolean => {
    const answer = answers[index];
    return answer?.kind === 'attested' && answer.attestation.predicate.head === head;
  };
  return landed.find(isOfHead) ?? null;
}
