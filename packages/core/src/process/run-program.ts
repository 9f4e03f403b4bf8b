import { scrubbedEnvironment } from './environment';
import { Interrupted, interruption } from './interruption';

/** A program to run; never through a shell. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the scrubbed environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with each line of output, standard error included, as it comes. */
  readonly onLine?: (line: string) => void;
  /** A file that gets everything the program prints. */
  readonly logFile?: string;
}

/** How a program ended. */
export interface ProgramEnd {
  /** null when it could not be started or a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started, or which signal ended it; null otherwise. */
  readonly trouble: string | null;
}

const KEPT_OUTPUT = 4_000_000;

/** Runs a program to its end. Never throws for an exit code; throws {@link Interrupted} when the user asked to stop. */
export async function runProgram(program: Program): Promise<ProgramEnd> {
  const { execa } = await import('execa');
  const lineSink = program.onLine ? lineReader(program.onLine) : [];
  const logSink = program.logFile ? [{ file: program.logFile, append: true }] : [];
  const result = await execa(program.file, program.args, {
    cwd: program.cwd,
    env: scrubbedEnvironment(program.env),
    extendEnv: false,
    stdin: program.input === undefined ? 'ignore' : 'pipe',
    ...(program.input === undefined ? {} : { input: program.input }),
    stdout: ['pipe', ...lineSink, ...logSink],
    stderr: ['pipe', ...lineSink, ...logSink],
    reject: false,
    stripFinalNewline: false,
    maxBuffer: KEPT_OUTPUT,
    cancelSignal: interruption,
    forceKillAfterDelay: 5_000,
  });
  if (interruption.aborted) throw new Interrupted();
  return {
    exitCode: result.exitCode ?? null,
    stdout: result.stdout,
    stderr: result.stderr,
    trouble:
      result.exitCode === undefined
        ? (result.shortMessage ?? result.signal ?? 'did not start')
        : null,
  };
}

function lineReader(onLine: (line: string) => void) {
  return [
    function* (line: unknown) {
      onLine(String(line));
      yield line;
    },
  ];
}
