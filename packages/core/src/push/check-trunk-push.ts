import { findUnattested } from '../audit/find-unattested';
import { isAncestor } from '../git/commits';
import { readRef } from '../git/refs';
import { openLedger } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import { readPolicy } from '../options/policy';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { PushVerdict, TrunkPushProblem } from './check-push';

/** Holds a push of trunk against the ledger; `to` is null when it would delete trunk there. */
export async function checkTrunk(
  repository: Repository,
  trunk: Trunk,
  ref: string,
  from: CommitSha,
  to: CommitSha | null,
): Promise<PushVerdict> {
  const { git } = repository;
  const refuse = (why: TrunkPushProblem): PushVerdict => ({ kind: 'trunk-refused', ref, why });
  // The remote may have commits that were never fetched: then this push would throw them away.
  if ((await readRef(git, from)) === null) return refuse({ kind: 'rewrite' });
  const policy = await readPolicy(git, from, repository.prefix);
  // Until trunk itself names the plugin there is nothing to hold it to: this is how the set-up gets there.
  if (!policy.registered) return { kind: 'allowed', ref, story: null, evidence: null };
  if (to === null) return refuse({ kind: 'deletion' });
  if (!(await isAncestor(git, from, to))) return refuse({ kind: 'rewrite' });
  const ledger = await openLedger(repository, trunk.remote);
  const { unattested } = await findUnattested(git, ledger, from, to);
  if (unattested.length > 0) return refuse({ kind: 'unattested', commits: unattested });
  return { kind: 'allowed', ref, story: null, evidence: null };
}
