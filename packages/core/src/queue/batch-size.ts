import type { Result } from './result';

/** How recent landings went. */
export interface LandingHistory {
  /** Stories that landed. */
  readonly landed: number;
  /** Stories that were sent back because they made a gate red. */
  readonly ejected: number;
}

/** The largest batch, whatever the history; queues elsewhere stop at 10 to 20. */
export const MOST_IN_BATCH = 16;

/** What is believed before anything happened, as strong as this many landings: one story in 64 is bad. */
const BELIEVED = { rate: 1 / 64, landings: 8 };
/** From this failure rate on, a batch takes as many gate runs as its stories alone would. */
const NO_GAIN = 0.3;

/**
 * How many stories to gate at once. With a failure rate p, a batch of b that is tried one by one when it is red takes
 * 1/b + 1 − (1−p)^b gate runs a story, and 1/√p is the b that takes least (Dorfman 1943: group testing). It is rounded
 * up, for what a red batch has run is in the gate's cache when its parts are run. Between 1 and `most`; 8 when nothing is
 * known.
 */
export function batchSize({ landed, ejected }: LandingHistory, most = MOST_IN_BATCH): number {
  const rate =
    (ejected + BELIEVED.rate * BELIEVED.landings) / (landed + ejected + BELIEVED.landings);
  const best = rate >= NO_GAIN ? 1 : Math.ceil(1 / Math.sqrt(rate));
  return Math.max(1, Math.min(most, best));
}

/** So many of the newest results count. */
const RECENT = 50;

/** Counts how the newest landings went; what was not gated to an end says nothing. */
export function countLandings(results: Iterable<Result>): LandingHistory {
  const newest = [...results].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, RECENT);
  const count = (kind: Result['outcome']): number =>
    newest.filter(({ outcome }) => outcome === kind).length;
  return { landed: count('merged'), ejected: count('gate-failed') };
}
