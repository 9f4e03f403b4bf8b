import { treeOf } from '../git/commits';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import { readMerges } from './kept-merges';
import { planOnTrunk } from './plan-on-trunk';
import type { Parted } from './read-parted';

/** The commits of which trunk has everything, squashed or not; git merges only where the files don't tell. */
export async function findOnTrunk(
  repository: Repository,
  trunk: CommitSha,
  parted: readonly Parted[],
): Promise<Set<CommitSha>> {
  const planned = (wanted: ReturnType<typeof planOnTrunk>): CommitSha[] =>
    parted.filter((each) => planOnTrunk(each) === wanted).map(({ head }) => head);
  const found = new Set(planned('on-trunk'));
  const open = planned('merge-tells');
  if (open.length === 0) return found;
  const tree = await treeOf(repository.git, trunk);
  const pairs = open.map((head) => ({ ours: trunk, theirs: head }));
  for (const { theirs, merged } of await readMerges(repository, pairs)) {
    if (merged.kind === 'clean' && merged.tree === tree) found.add(theirs);
  }
  return found;
}
