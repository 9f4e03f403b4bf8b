import type { AgentRecord, AgentState, StoredAgentRun } from '@storygate/core/agents/agent-record';
import type { Refused } from '@storygate/core/agents/run-agents';
import type { StorygateEvent } from '@storygate/core/events/events';
import { describeNoticed } from '@storygate/core/agents/noticed';
import type { Output } from '../output';
import { oneLine } from './one-line';

/** What each state of an agent's run is called, for a person. */
export const STATE_WORDS: Readonly<Record<AgentState, string>> = {
  waiting: 'waits its turn',
  working: 'is at work',
  gating: 'waits for the gate',
  ready: 'is ready',
  stuck: 'is stuck',
  'needs-attention': 'needs attention',
  'out-of-rounds': 'has no rounds left',
  'out-of-time': 'has no time left',
  failed: 'failed',
  stopped: 'was stopped',
  interrupted: 'was interrupted',
};

/** The same in a column of a table. */
export const SHORT_STATES: Readonly<Record<AgentState, string>> = {
  ...{ waiting: 'waits', working: 'at work', gating: 'gate', ready: 'ready', stuck: 'stuck' },
  ...{ 'needs-attention': 'ATTENTION', 'out-of-rounds': 'no rounds', 'out-of-time': 'no time' },
  ...{ failed: 'failed', stopped: 'stopped', interrupted: 'interrupted' },
};

/** The JSON form of an agent's run. */
export function agentDocument({ folder, record }: StoredAgentRun): object {
  const { story, agent, number, state, reason, round, mostRounds } = record;
  const { startedAt, endedAt, conversation, head, gateRun, noticed } = record;
  return {
    ...{ story, agent, number, state, reason, round, mostRounds },
    ...{ startedAt, endedAt, conversation, head, gateRun, noticed, folder },
  };
}

/** One line about an agent, without its story. */
export function describeAgent({
  agent,
  state,
  reason,
  round,
  mostRounds,
  noticed,
}: Pick<AgentRecord, 'agent' | 'state' | 'reason' | 'round' | 'mostRounds' | 'noticed'>): string {
  // A reason names what it is about.
  const others = noticed.map(describeNoticed).filter((clause) => !reason?.includes(clause));
  const said = [...(reason === null ? [] : [reason]), ...others].join('; ');
  const why = said === '' ? '' : `: ${oneLine(said)}`;
  return `${STATE_WORDS[state]} (${agent}, round ${round} of ${mostRounds})${why}`;
}

/** The line of progress about an agent. */
export function describeAgentEvent({
  story,
  state,
  round,
  reason,
}: Extract<StorygateEvent, { type: 'agent' }>): string {
  const words = Object.hasOwn(STATE_WORDS, state) ? STATE_WORDS[state as AgentState] : state;
  return `- ${story}: ${words}, round ${round}${reason === null ? '' : `: ${oneLine(reason)}`}`;
}

/** Prints how an agent's run ended, and what to do next. */
export function renderAgentRun(output: Output, { folder, record }: StoredAgentRun): void {
  const { story, state } = record;
  output.say(`story/${story}: ${describeAgent(record)}`);
  output.say(`  log ${folder}/agent.log`);
  if (state === 'ready') output.say(`  npx storygate merge ${story}`);
}

/** Prints that no agent could be put to work in a story, and what to do about it. */
export function renderRefused(output: Output, { story, error }: Refused): void {
  output.say(`story/${story}: no agent was put to work: ${error.message} [${error.code}]`);
  for (const hint of error.hints) output.say(`  hint: ${hint}`);
}

/** The JSON form of that. */
export function refusedDocument({ story, error }: Refused): object {
  const { code, message, hints } = error;
  return { story, code, message, hints };
}
