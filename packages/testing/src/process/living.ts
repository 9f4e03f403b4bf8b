import { readFileSync } from 'node:fs';

/** Those of the processes that live; one that only waits to be reaped does not. */
export function livingOf(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  });
}
