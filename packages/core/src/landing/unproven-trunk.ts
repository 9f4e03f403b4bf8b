import { auditTrunk } from '../audit/audit';
import { findUnattested, type Unattested } from '../audit/find-unattested';
import { openLedger } from '../ledger/ledger';
import { resolveCommit } from '../git/commits';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';

/**
 * The commits at trunk's tip that nothing proves, the newest first; a candidate on them would be gated against what
 * nobody gated. None where trunk is not protected: there, commits of other origin are wanted. None before the first
 * landing either: a workspace is set up by plain commits.
 */
export async function findUnprovenTip(
  repository: Repository,
  trunk: Trunk,
): Promise<readonly Unattested[]> {
  const { registered, options } = trunk.policy;
  if (!registered || !options.trunk.protect) return [];
  const parent = await resolveCommit(repository.git, `${trunk.commit}^`);
  if (parent !== null) {
    const ledger = await openLedger(repository, trunk.remote);
    const tip = await findUnattested(repository.git, ledger, parent, trunk.commit);
    if (tip.unattested.length === 0) return [];
  }
  const { checked, unattested } = await auditTrunk(repository, trunk);
  const nothingLanded = unattested.length === checked;
  const isTip = unattested.some(({ commit }) => commit === trunk.commit);
  return isTip && !nothingLanded ? unattested : [];
}
