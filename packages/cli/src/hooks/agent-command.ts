import { checkCommand } from '@storygate/core/agents/guard/check-command';
import type { Output } from '../output';
import { describeDeeds } from '../render/agent-deeds';
import { answerAgent, parseHookedAgent, readAgentInput } from './agent-hook';

/** Tells an agent whether it may run the command line that it is about to run. A nudge: the walls are elsewhere. */
export async function answerAgentCommand(
  output: Output,
  name: string | undefined,
): Promise<number> {
  const agent = parseHookedAgent(name);
  const { command, folder } = await readAgentInput();
  const deeds = command === null ? [] : await checkCommand(command, folder);
  return answerAgent(output, agent, describeDeeds(deeds), (text) => ({
    permission: 'deny',
    user_message: text,
    agent_message: text,
  }));
}
