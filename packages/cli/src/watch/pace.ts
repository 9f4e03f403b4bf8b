/** How long to wait before the board is read again, in milliseconds, after a reading that took `took`. */
export function pauseAfter(took: number, change: 'seen' | 'none'): number {
  const [least, share] = change === 'seen' ? [500, 4] : [3_000, 20];
  return Math.max(least, took * share);
}
