import { appendFile, mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { inStep, type Emit } from '../events/events';
import { requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { runProgram, type ProgramEnd } from '../process/run-program';

/** Where set-up commands run. */
export interface SetupPlace {
  readonly nxRoot: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Starts the clock of one command. */
  readonly startLimit: () => AbortSignal;
  /** A file that gets each command and what it prints. */
  readonly logFile?: string;
}

/**
 * Runs the policy's set-up commands in a checkout, one after the other, without a shell: a program and its arguments,
 * separated by spaces; programs of the workspace's own `node_modules/.bin` come first.
 */
export async function runSetup(
  commands: readonly string[],
  { nxRoot, env, startLimit, logFile }: SetupPlace,
  emit: Emit,
): Promise<void> {
  const path = `${join(nxRoot, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  for (const command of commands) {
    const [file = '', ...args] = command.split(/\s+/).filter((word) => word !== '');
    await inStep(emit, 'run-setup', command, async () => {
      if (logFile !== undefined) await note(logFile, `$ ${command}\n`);
      const end = await runProgram({
        file,
        args,
        cwd: nxRoot,
        env: { ...env, PATH: path },
        limit: startLimit(),
        ...(logFile === undefined ? {} : { logFile }),
        onLine: (line) => emit({ type: 'output', step: 'run-setup', line }),
      });
      if (end.exitCode === 0) return;
      requireRoom(`${end.stderr}\n${end.stdout}`, nxRoot);
      if (logFile !== undefined) await note(logFile, `[storygate: ${describeEnd(end)}]\n`);
      throw setupFailed(`\`${command}\` failed in ${nxRoot}: ${reasonIn(end)}`, logFile);
    });
  }
}

async function note(logFile: string, text: string): Promise<void> {
  await mkdir(dirname(logFile), { recursive: true });
  await appendFile(logFile, text);
}

function describeEnd(end: ProgramEnd): string {
  return end.trouble ?? `it ended with exit code ${end.exitCode}`;
}

function reasonIn(end: ProgramEnd): string {
  const said = `${end.stdout}\n${end.stderr}`.trim();
  const words = end.trouble ?? (said === '' ? describeEnd(end) : said);
  return words.split('\n').slice(-6).join(' / ').slice(0, 600);
}

function setupFailed(what: string, logFile: string | undefined) {
  return refusal({
    code: 'SETUP_FAILED',
    message: `the set-up command ${what}`,
    hints: [
      'It stands in nx.json: "@storygate/nx" options.stories.setup.',
      ...(logFile === undefined ? [] : [`All that it printed is in ${logFile}`]),
    ],
  });
}
