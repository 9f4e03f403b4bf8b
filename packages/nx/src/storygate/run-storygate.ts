import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { withoutEnclosingRun } from './enclosing-run';
import { locateStorygate } from './locate-storygate';

/** One call of the `storygate` program. */
export interface StorygateCall {
  /** The command and its arguments, each an item of argv: no shell sees them. */
  readonly args: readonly string[];
  readonly workspaceRoot: string;
  /** The program's file; the one this package depends on unless named. */
  readonly program?: string;
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `storygate` in the workspace's root, on this process's terminal, and answers its exit code (128 + n for
 * signal n). A signal that would end this process is passed on instead, and the program's end waited for: it cleans
 * up after itself, and this process must not leave before it.
 */
export function runStorygate({ args, workspaceRoot, program }: StorygateCall): Promise<number> {
  const child = spawn(process.execPath, [program ?? locateStorygate(), ...args], {
    cwd: workspaceRoot,
    env: withoutEnclosingRun(process.env, workspaceRoot),
    stdio: 'inherit',
  });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ENDING_SIGNALS) process.on(signal, passOn);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
  }).finally(() => {
    for (const signal of ENDING_SIGNALS) process.off(signal, passOn);
  });
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
