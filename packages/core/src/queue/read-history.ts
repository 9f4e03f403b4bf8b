import { countLandings, type LandingHistory } from './batch-size';
import type { QueuePlace } from './queue-place';
import { readResults } from './queue-view';

/** How recent landings of a queue's stories went, by their results; a remote's as last fetched. */
export async function readHistory(place: QueuePlace): Promise<LandingHistory> {
  return countLandings((await readResults(place)).values());
}
