import type { AgentState } from '@storygate/core/agents/agent-record';
import { STATE_WORDS } from './agents';

/** How far a run of agents is. */
export interface Ended {
  readonly ended: number;
  readonly of: number;
}

/** The states that whoever started the agents wants to be called for; what they ended themselves is none. */
const CALLING: readonly AgentState[] = [
  'ready',
  'stuck',
  'needs-attention',
  'out-of-rounds',
  'out-of-time',
  'failed',
];

/** Whether somebody is called when an agent comes to this state. */
export function isCalling(state: string): state is AgentState {
  return (CALLING as readonly string[]).includes(state);
}

/**
 * What a notification says of an agent that ended: an id and our own words. Nothing that an agent said: what shows
 * notifications may read markup in it, and libraries have handed it to a shell.
 */
export function noticeText(story: string, state: AgentState, { ended, of }: Ended): string {
  const rest =
    of === 1 ? '' : ended === of ? `; all ${of} have ended` : `; ${ended} of ${of} have ended`;
  return `${story.replace(/[^\w-]/g, '')} ${STATE_WORDS[state]}${rest}`;
}
