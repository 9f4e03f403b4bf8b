import { readObjects } from '../git/commits';
import type { NamedCommit, RefChange } from '../git/refs';
import { RESULTS, shownRef, type QueuePlace } from './queue-place';
import { parseResult } from './result';

/** So many results are kept, the newest; a story has one, that of its last landing. */
export const MOST_RESULTS = 200;
/** So many go at once, for each stands on the command line of a push. */
const MOST_AT_ONCE = 100;

/** What takes the oldest results away when these stories get theirs, of those there are; what is no result goes first. */
export async function planPruning(
  place: QueuePlace,
  results: readonly NamedCommit[],
  { keep, most = MOST_RESULTS }: { readonly keep: ReadonlySet<string>; readonly most?: number },
): Promise<RefChange[]> {
  const prefix = shownRef(place, RESULTS);
  const others = results.filter(({ ref }) => !keep.has(ref.slice(prefix.length)));
  const surplus = others.length + keep.size - most;
  if (surplus <= 0) return [];
  const texts = await readObjects(
    place.git,
    others.map(({ commit }) => `${commit}:outcome.json`),
  );
  return others
    .map(({ ref, commit }, index) => ({
      ref: `${RESULTS}${ref.slice(prefix.length)}`,
      old: commit,
      at: parseResult(texts[index] ?? '')?.at ?? '',
    }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, Math.min(surplus, MOST_AT_ONCE))
    .map(({ ref, old }) => ({ ref, old, next: null }));
}
