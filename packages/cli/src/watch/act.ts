import { runProgram } from '@storygate/core/process/run-program';
import { oneLine } from '../render/one-line';
import type { Action } from './view-state';

/** An action that a command of Storygate's own does. */
export type CommandAction = Extract<Action, { story: unknown }>;

/** The command that does it. */
export function commandOf({ do: does, story }: CommandAction): string[] {
  return does === 'queue' ? ['merge', story, '--no-wait'] : [does, story];
}

/** Does it by the command itself, in a process of its own that `limit` ends; answers what it said, in one line. */
export async function act(action: CommandAction, limit: AbortSignal): Promise<string> {
  const { stdout, stderr, trouble } = await runProgram({
    file: process.execPath,
    args: [process.argv[1] ?? '', ...commandOf(action)],
    cwd: process.cwd(),
    limit,
  });
  const lines = `${stdout}\n${stderr}`.split('\n').map(oneLine);
  const error = lines.find((line) => line.startsWith('error: '));
  const said = lines.find((line) => line !== '');
  return error ?? trouble ?? said ?? 'done';
}
