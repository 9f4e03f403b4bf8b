/** How long to wait before the board is read again, in milliseconds, after a reading that took `took`. */
export function pauseAfter(took: number, change: 'seen' | 'none'): number {
  const [least, share] = change === 'seen' ? [500, 4] : [3_000, 10];
  return Math.min(LONGEST, Math.max(least, took * share));
}

/** Older than that, in milliseconds, nothing should be that somebody watches. */
const LONGEST = 15_000;
