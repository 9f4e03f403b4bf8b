import type { ChildProcess } from 'node:child_process';
import { endProcesses, killAtExit, withDescendants, type Belongs } from './end-processes';
import { scrubbedEnvironment } from './environment';
import { Interrupted, interruption } from './interruption';
import { listProcesses, readStart } from './list-processes';
import { newMark } from './process-mark';
import { ProgramOutput, type OutputListener } from './program-output';

/*
 * Invariants:
 * - when a program is stopped, by the user or by its limit, nothing that it started lives when `runProgram` returns,
 *   as far as the system tells who started whom; a session or group of its own hides nothing from that;
 * - however much a program prints, memory and log stay bounded, and the program is not failed for it.
 */

/** A program to run; never through a shell. */
export interface Program extends OutputListener {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the scrubbed environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** `own`: it stays with this process's terminal, where it may ask for a passphrase. */
  readonly terminal?: 'own';
  /** Stops the program, and all that it started, when it aborts. */
  readonly limit?: AbortSignal;
  /** Told its pid as soon as it runs; when that is not taken in, the program is ended. */
  readonly onStart?: (pid: number) => Promise<void>;
}

/** How a program ended. */
export interface ProgramEnd {
  /** Also the name of its process group, but on Windows; null when it could not be started. */
  readonly pid: number | null;
  /** null when it could not be started or a signal ended it. */
  readonly exitCode: number | null;
  /** Of very much output, beginning and end, with a line between them that says how much was left out. */
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started, or what ended it; null otherwise. */
  readonly trouble: string | null;
  /** What was running when its limit stopped it; null when it ended by itself. */
  readonly stopped: readonly StoppedProcess[] | null;
}

/** A process that a limit stopped. */
export interface StoppedProcess {
  readonly command: string;
  /** What it was started with, as `NAME=value`. */
  readonly env: readonly string[];
}

const WINDOWS = process.platform === 'win32';
/** How long what is asked to end may take until it is made to, in milliseconds. */
const GRACE = 2_000;
/** How long output is read after a program's end while something that it left behind holds it, in milliseconds. */
const DRAIN = 2_000;

/** Runs a program to its end. Never throws for an exit code; throws {@link Interrupted} when the user asked to stop. */
export async function runProgram(program: Program): Promise<ProgramEnd> {
  const { execa } = await import('execa');
  if (interruption.aborted) throw new Interrupted();
  const mark = newMark();
  const output = new ProgramOutput(program);
  const subprocess = execa(program.file, program.args, {
    cwd: program.cwd,
    env: { ...scrubbedEnvironment(program.env), ...mark.env },
    extendEnv: false,
    ...(program.input === undefined ? { stdin: 'ignore' } : { input: program.input }),
    detached: program.terminal !== 'own' && !WINDOWS,
    cleanup: false,
    buffer: false,
    reject: false,
  });
  const { pid } = subprocess;
  if (pid === undefined) {
    output.finish('');
    const { shortMessage } = await subprocess;
    const trouble = shortMessage ?? '';
    return { pid: null, exitCode: null, stdout: '', stderr: '', trouble, stopped: null };
  }
  const belongs: Belongs = (one) => one.pid === pid || one.group === pid || mark.isOn(one.pid);
  const forget = killAtExit(belongs);
  try {
    const told = program.onStart?.(pid);
    const end = await firstEnd(subprocess, { ...program, told }, output);
    const stopped = end.kind === 'limit' ? await describe(belongs) : null;
    if (end.kind !== 'exit') await endAll(pid, belongs);
    output.finish(stopped === null ? '' : noteOf(stopped));
    if (end.kind === 'output') throw end.error;
    await told;
    if (interruption.aborted) throw new Interrupted();
    return {
      pid,
      exitCode: end.kind === 'exit' ? end.code : null,
      stdout: output.stdout.text(),
      stderr: output.stderr.text(),
      trouble: troubleOf(end),
      stopped,
    };
  } finally {
    forget();
    subprocess.stdout?.destroy();
    subprocess.stderr?.destroy();
  }
}

/** What comes first: the program's own end, or a reason to end it. */
type End =
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'limit' }
  /** What it printed, or that it runs, can't be kept: the disk is full, for example. */
  | { readonly kind: 'output'; readonly error: unknown };

async function firstEnd(
  subprocess: ChildProcess,
  program: Program & { readonly told: Promise<void> | undefined },
  output: ProgramOutput,
): Promise<End> {
  const over = new AbortController();
  try {
    return await new Promise<End>((resolve) => {
      const listen = (signal: AbortSignal, kind: 'interrupted' | 'limit') => {
        if (signal.aborted) resolve({ kind });
        signal.addEventListener('abort', () => resolve({ kind }), { signal: over.signal });
      };
      listen(interruption, 'interrupted');
      if (program.limit !== undefined) listen(program.limit, 'limit');
      program.told?.catch((error: unknown) => resolve({ kind: 'output', error }));
      for (const name of ['stdout', 'stderr'] as const) {
        const stream = subprocess[name];
        if (stream) output.read(name, stream, (error) => resolve({ kind: 'output', error }));
      }
      subprocess.once('close', (code, signal) => resolve({ kind: 'exit', code, signal }));
      subprocess.once('exit', (code, signal) => {
        if (over.signal.aborted) return;
        // What is there to read by then is read first, also when this process itself was stopped meanwhile.
        const end = () => setImmediate(() => resolve({ kind: 'exit', code, signal }));
        const timer = setTimeout(end, DRAIN);
        over.signal.addEventListener('abort', () => clearTimeout(timer));
      });
    });
  } finally {
    over.abort();
  }
}

async function endAll(pid: number, belongs: Belongs): Promise<void> {
  if (!WINDOWS) return endProcesses(belongs, GRACE);
  const { execa } = await import('execa');
  await execa('taskkill', ['/pid', String(pid), '/T', '/F'], { reject: false });
}

function troubleOf(end: End): string | null {
  if (end.kind === 'exit') return end.code === null ? `it was ended by ${end.signal}` : null;
  return 'it was stopped at its time limit';
}

async function describe(belongs: Belongs): Promise<StoppedProcess[]> {
  return withDescendants(await listProcesses(), belongs).map(({ pid }) => {
    const { args, env } = readStart(pid);
    return { command: args.join(' ').replace(/\s+/g, ' '), env };
  });
}

const LONGEST_COMMAND = 200;

function noteOf(stopped: readonly StoppedProcess[]): string {
  const running = stopped.map(({ command }) => `  ${command.slice(0, LONGEST_COMMAND)}\n`);
  return `\n[storygate: stopped at its time limit; this was running:]\n${running.join('')}`;
}
