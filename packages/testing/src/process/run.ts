import { isolatedEnvironment } from './environment';

/** How a program is started: where, with which variables on top of the isolated environment, and what it reads. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to the isolated environment; `undefined` takes a variable away. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** What the program reads from stdin; without it stdin is closed. */
  readonly input?: string | undefined;
  /** Milliseconds before the program is ended and the test fails; ten minutes without it. */
  readonly timeout?: number | undefined;
}

/** How a program ended. A program ended by a signal has the exit code a shell would show (128 + its number). */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr, interleaved as a person would have seen them. */
  readonly output: string;
}

/** A program at work, which a test can talk to and interrupt. */
export interface Running {
  readonly finished: Promise<Finished>;
  /** Resolves when what was printed so far holds `text`; rejects when the program ends without it. */
  printed(text: string | RegExp): Promise<void>;
  /** Sends a signal to the program and all it started, as a terminal's ctrl-C does. */
  signal(name: NodeJS.Signals): void;
}

const SIGNALS: Partial<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

async function execute(
  program: string,
  args: readonly string[],
  options: RunOptions & { detached: boolean },
) {
  const { execa } = await import('execa');
  const subprocess = execa(program, [...args], {
    cwd: options.cwd,
    env: { ...isolatedEnvironment(process.env), ...options.env },
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    timeout: options.timeout ?? 600_000,
    detached: options.detached,
    reject: false as const,
    all: true as const,
    stripFinalNewline: true,
    maxBuffer: 50_000_000,
  });
  return { subprocess };
}

type Result = Awaited<Awaited<ReturnType<typeof execute>>['subprocess']>;

function finished(result: Result): Finished {
  if (result.timedOut || (result.exitCode === undefined && result.signal === undefined)) {
    throw new Error(`${result.shortMessage ?? result.command}\n${String(result.all ?? '')}`);
  }
  return {
    exitCode: result.exitCode ?? 128 + (SIGNALS[result.signal ?? ''] ?? 0),
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    output: String(result.all ?? ''),
  };
}

/** Runs a program to its end; a non-zero exit code is an answer, a program that can't start or hangs throws. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  const { subprocess } = await execute(program, args, { ...options, detached: false });
  return finished(await subprocess);
}

/** As `run`, but throws, with everything printed, when the program does not end with 0. Returns its stdout. */
export async function must(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { exitCode, stdout, output } = await run(program, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${[program, ...args].join(' ')} ended with ${exitCode}\n${output}`);
}

/** Starts a program in a process group of its own and hands it over while it runs. */
export async function start(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Running> {
  const { subprocess } = await execute(program, args, { ...options, detached: true });
  let seen = '';
  const output = subprocess.all;
  output.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  const done = subprocess.then(finished);
  done.catch(() => undefined); // reported to whoever awaits `finished`
  const matches = (text: string | RegExp) =>
    typeof text === 'string' ? seen.includes(text) : text.test(seen);
  return {
    finished: done,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!matches(text)) return;
          output.off('data', look);
          resolve();
        };
        output.on('data', look);
        look();
        void done.then(
          () => reject(new Error(`ended without printing ${String(text)}:\n${seen}`)),
          reject,
        );
      }),
    signal: (name) => {
      if (subprocess.pid !== undefined) process.kill(-subprocess.pid, name);
    },
  };
}
