import { delimiter, join } from 'node:path';
import { inStep, type Emit } from '../events/events';
import { requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { runProgram } from '../process/run-program';

/** Where set-up commands run. */
export interface SetupPlace {
  readonly nxRoot: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Starts the clock of one command. */
  readonly startLimit?: () => AbortSignal;
}

/**
 * Runs the policy's set-up commands in a checkout, one after the other, without a shell: a program and its arguments,
 * separated by spaces; programs of the workspace's own `node_modules/.bin` come first.
 */
export async function runSetup(
  commands: readonly string[],
  { nxRoot, env, startLimit }: SetupPlace,
  emit: Emit,
): Promise<void> {
  const path = `${join(nxRoot, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  for (const command of commands) {
    const [file = '', ...args] = command.split(/\s+/).filter((word) => word !== '');
    await inStep(emit, 'run-setup', command, async () => {
      const end = await runProgram({
        file,
        args,
        cwd: nxRoot,
        env: { ...env, PATH: path },
        ...(startLimit ? { limit: startLimit() } : {}),
        onLine: (line) => emit({ type: 'output', step: 'run-setup', line }),
      });
      if (end.exitCode === 0) return;
      requireRoom(`${end.stderr}\n${end.stdout}`, nxRoot);
      const said = (end.trouble ?? `${end.stdout}\n${end.stderr}`)
        .trim()
        .split('\n')
        .slice(-6)
        .join(' / ');
      throw refusal({
        code: 'SETUP_FAILED',
        message: `the set-up command \`${command}\` failed in ${nxRoot}: ${said.slice(0, 600)}`,
        hints: ['It stands in nx.json: "@storygate/nx" options.stories.setup.'],
      });
    });
  }
}
