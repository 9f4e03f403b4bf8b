import { setTimeout as delay } from 'node:timers/promises';

/*
 * Git reads every worktree's `commondir` for many a command, and fails by one that another git has made and not yet
 * written. That passes within milliseconds, and nothing had begun when it failed.
 */

/** How often a command is tried again, this many milliseconds apart: a busy machine may stop the writer for a while. */
const MOST_TRIES = 10;
const PAUSE = 50;

/** Whether a command failed by a worktree that another git was just making, by what it said. */
export function metHalfMadeWorktree(stderr: string): boolean {
  // A remote's words come with `remote: ` before them.
  return /^fatal: failed to read .*commondir/m.test(stderr);
}

/** Waits a moment for the git that makes the worktree. False when that was done often enough. */
export async function waitForWorktree(
  tries: number,
  stopping: AbortSignal | null,
): Promise<boolean> {
  if (tries >= MOST_TRIES) return false;
  await delay(PAUSE, undefined, stopping === null ? {} : { signal: stopping });
  return true;
}
