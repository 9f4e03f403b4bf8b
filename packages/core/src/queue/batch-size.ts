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

/** What is believed before anything happened, as strong as this many landings: one story in twelve is bad. */
const BELIEVED = { rate: 1 / 12, landings: 8 };

/**
 * How many stories to gate at once: so many that a batch is red half the time, when a run tells the most. A red batch is
 * searched by halves, and ln 2 / p stories, for a failure rate p, then take the fewest runs (Sobel and Groll 1959: group
 * testing); docs/queue-simulation.md holds it against other sizes. Between 1 and `most`; 8 when nothing is known.
 */
export function batchSize({ landed, ejected }: LandingHistory, most = MOST_IN_BATCH): number {
  const rate =
    (ejected + BELIEVED.rate * BELIEVED.landings) / (landed + ejected + BELIEVED.landings);
  return Math.max(1, Math.min(most, Math.round(Math.LN2 / rate)));
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
