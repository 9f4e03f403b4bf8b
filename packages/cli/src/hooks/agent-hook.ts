import { existsSync } from 'node:fs';
import { parseHookInput, type HookInput } from '@storygate/core/agents/hook-input';
import { HOOKED_AGENTS, type HookedAgent } from '@storygate/core/agents/hooked-agents';
import { usageError } from '@storygate/core/errors/storygate-error';
import type { Output } from '../output';
import { readStandardInput } from './answer-git';

/** By this exit code agents know a refusal, and tell the model what stands on standard error. */
const REFUSED = 2;

/** What Cursor reads instead, on standard output. */
export type CursorAnswer = (text: string) => object;

/** What an agent handed to its hook, and where it works. */
export async function readAgentInput(): Promise<HookInput & { readonly folder: string }> {
  const input = parseHookInput(await readStandardInput());
  const { cwd } = input;
  return { ...input, folder: cwd !== null && existsSync(cwd) ? cwd : process.cwd() };
}

/** Tells an agent the lines of a refusal, in its own form; none: it may go on. */
export function answerAgent(
  output: Output,
  agent: HookedAgent,
  lines: readonly string[],
  cursorAnswer: CursorAnswer,
): number {
  if (agent === 'cursor') {
    output.say(JSON.stringify(lines.length === 0 ? {} : cursorAnswer(lines.join('\n'))));
    return 0;
  }
  for (const line of lines) output.tell(line);
  return lines.length === 0 ? 0 : REFUSED;
}

/** The agent that a hook's command line names. */
export function parseHookedAgent(name: string | undefined): HookedAgent {
  const agent = HOOKED_AGENTS.find((known) => known === name);
  if (agent !== undefined) return agent;
  throw usageError({
    code: 'NO_SUCH_HOOK',
    message: `storygate has no hooks for the agent ${JSON.stringify(name ?? '')}`,
    hints: [`The agents are ${HOOKED_AGENTS.join(', ')}.`],
  });
}
