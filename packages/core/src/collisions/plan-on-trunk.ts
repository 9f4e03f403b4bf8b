import type { Parted } from './read-parted';

/** Whether trunk has all that a commit changed: yes, no, or only a merge of the two tells. */
export type OnTrunkPlan = 'on-trunk' | 'open' | 'merge-tells';

/**
 * Decides from what a commit and trunk changed since they parted. Where trunk has each of the paths as the commit has
 * it, it has everything, squashed or not; where trunk left one of them alone, it has not. Where trunk changed all of
 * them, and some differently, the commit's part may be among that. Where they parted at more than one commit, no one of
 * these says what a merge would change.
 */
export function planOnTrunk(parted: Omit<Parted, 'head' | 'behind' | 'tree'>): OnTrunkPlan {
  const { base, ahead, changes } = parted;
  if (base === null) return 'open';
  if (ahead === 0) return 'on-trunk';
  if (!parted.isOnlyBase) return 'merge-tells';
  const trunks = new Map(parted.trunkChanges.map(({ path, now }) => [path, now]));
  if (changes.some(({ path }) => !trunks.has(path))) return 'open';
  return changes.every(({ path, now }) => trunks.get(path) === now) ? 'on-trunk' : 'merge-tells';
}
