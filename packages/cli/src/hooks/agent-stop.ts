import { checkStop } from '@storygate/core/agents/stop-check/check-stop';
import type { Output } from '../output';
import { describeStop } from '../render/agent-stop';
import { answerAgent, parseHookedAgent, readAgentInput } from './agent-hook';

/** Tells an agent whether it may stop. A nudge: it is let go after some times, and a landing gates whatever it left. */
export async function answerAgentStop(output: Output, name: string | undefined): Promise<number> {
  const agent = parseHookedAgent(name);
  const { folder, session } = await readAgentInput();
  const answer = await checkStop(folder, session);
  return answerAgent(output, agent, describeStop(answer), (text) => ({ followup_message: text }));
}
