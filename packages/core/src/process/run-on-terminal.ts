import { scrubbedEnvironment } from './environment';
import { throwIfInterrupted } from './interruption';
import { withoutMarks } from './process-mark';

/** A program that has this process's terminal to itself until it ends. */
export interface TerminalProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * Runs a program on this process's terminal and answers its exit code, null when a signal ended it or it could not be
 * started. What it draws is no result of ours: where standard output is something else, it goes to standard error.
 */
export async function runOnTerminal({ file, args, cwd }: TerminalProgram): Promise<number | null> {
  const { execa } = await import('execa');
  const { exitCode } = await execa(file, args, {
    cwd,
    env: withoutMarks(scrubbedEnvironment()),
    extendEnv: false,
    stdin: 'inherit',
    stdout: process.stdout.isTTY ? 'inherit' : process.stderr,
    stderr: 'inherit',
    cleanup: false,
    reject: false,
  });
  throwIfInterrupted();
  return exitCode ?? null;
}
