import type { Emit } from '../events/events';
import { armWorktrees } from '../hooks/arm-worktree';
import { settleLeftovers } from '../landing/advance-trunk';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { withLock } from '../state/lock';
import { mendSharedChanges } from './mend-shared-changes';

/**
 * Mends what can be mended without a person's decision: hooks, abandoned locks, dependencies that were changed in place,
 * checkouts that a killed landing left.
 */
export async function mend(repository: Repository, trunk: Trunk, emit: Emit): Promise<void> {
  await withLock(repository.git, 'stories', emit, () => armWorktrees(repository));
  await withLock(repository.git, 'stories', emit, () =>
    mendSharedChanges(repository, trunk.policy.options, emit),
  );
  await withLock(repository.git, 'gate', emit, () => settleLeftovers(repository, trunk, emit));
}
