import { inStep, type Emit } from '../events/events';
import type { Repository } from '../repository/repository';
import { requireTrunk, type Trunk } from '../repository/trunk';
import { fetchTrunk } from './remote-trunk';

/** Trunk as it is now: with a remote, as it is there. */
export async function readFreshTrunk(repository: Repository, emit: Emit): Promise<Trunk> {
  const known = await requireTrunk(repository);
  if (known.remote === null) return known;
  const { remote, branch } = known;
  await inStep(emit, 'fetch-trunk', known.name, () =>
    fetchTrunk(repository.git, { remote, branch }),
  );
  return requireTrunk(repository);
}
