/** Starts a clock that aborts after so many minutes; fractions count. */
export function startMinutes(minutes: number): AbortSignal {
  return AbortSignal.timeout(Math.ceil(minutes * 60_000));
}
