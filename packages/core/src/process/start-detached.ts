import { scrubbedEnvironment } from './environment';
import { withoutMarks } from './process-mark';

/** A program that goes on by itself. */
export interface DetachedProgram {
  /** Its absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * Starts a program that outlives this process and its terminal: it waits for nothing but the start, and what the
 * program prints goes nowhere. Throws when it can't be started.
 */
export async function startDetached({ file, args, cwd }: DetachedProgram): Promise<void> {
  const { execa } = await import('execa');
  const subprocess = execa(file, args, {
    cwd,
    // A person's editor is no part of a run that ends what it started.
    env: withoutMarks(scrubbedEnvironment()),
    extendEnv: false,
    detached: true,
    cleanup: false,
    stdio: 'ignore',
    reject: false,
  });
  if (subprocess.pid === undefined) {
    const { shortMessage } = await subprocess;
    throw new Error(shortMessage);
  }
  subprocess.unref();
}
