import { readObjects } from '../git/commits';
import { listRefs } from '../git/refs';
import { readPause, type Pause } from './pause';
import type { QueueEntry } from './queue-entry';
import { RESULTS, shownRef, type QueuePlace } from './queue-place';
import { readQueue } from './read-queue';
import { parseResult, type Result } from './result';

/** A queue and how the last landings ended, a remote's as last fetched. */
export interface QueueView {
  /** In the order in which they land. */
  readonly entries: readonly QueueEntry[];
  /** By story. */
  readonly results: ReadonlyMap<string, Result>;
  readonly pause: Pause | null;
}

/** Reads a queue, its results and whether it is paused. */
export async function readQueueView(place: QueuePlace): Promise<QueueView> {
  const [entries, results, pause] = await Promise.all([
    readQueue(place),
    readResults(place),
    readPause(place),
  ]);
  return { entries, results, pause };
}

/** How each story's last landing ended; what is no result of that story is left out. */
export async function readResults(place: QueuePlace): Promise<Map<string, Result>> {
  const prefix = shownRef(place, RESULTS);
  const refs = await listRefs(place.git, prefix);
  const texts = await readObjects(
    place.git,
    refs.map(({ commit }) => `${commit}:outcome.json`),
  );
  return new Map(
    refs.flatMap(({ ref }, index): [string, Result][] => {
      const result = parseResult(texts[index] ?? '');
      const id = ref.slice(prefix.length);
      return result?.story === id ? [[id, result]] : [];
    }),
  );
}

/** A story's place in a queue, 1 first; null when it is not queued. */
export function positionOf({ entries }: Pick<QueueView, 'entries'>, id: string): number | null {
  const index = entries.findIndex((entry) => entry.id === id);
  return index < 0 ? null : index + 1;
}
