/** A process that stays when it is asked to end, and says its pid once it does. */
const STAYS = `process.on('SIGTERM', () => {});
console.log('pid ' + process.pid);
setInterval(() => {}, 1e6);`;

const SCRIPT = `const { spawn } = require('node:child_process');
const start = (script, detached) =>
  spawn(process.execPath, ['-e', script, '--', 'left-behind'], { stdio: 'inherit', detached }).unref();
const STAYS = ${JSON.stringify(STAYS)};
if (process.argv[1] === 'orphan') start(STAYS, true);
else {
  start(STAYS, false);
  start(STAYS, true);
  spawn(process.execPath, ['-e', process.execArgv[1], '--', 'orphan'], { stdio: 'inherit' });
  process.on('SIGTERM', () => process.exit());
  console.log('pid ' + process.pid);
  setInterval(() => {}, 1e6);
}`;

/**
 * Node's arguments for a program that hangs. It prints `pid <pid>` for each of its {@link STUBBORN_PIDS} processes:
 * itself, which ends when asked, and three that don't: one in its group, one in a session of its own, and one in a
 * session of its own whose parent has ended.
 */
export const STUBBORN_PROGRAM: readonly string[] = ['-e', SCRIPT];

/** How many processes a stubborn program has. */
export const STUBBORN_PIDS = 4;

/** The pids that a stubborn program has printed so far. */
export function pidsIn(printed: string): number[] {
  return [...printed.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
}
