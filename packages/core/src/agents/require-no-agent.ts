import { sep } from 'node:path';
import { refusal } from '../errors/storygate-error';
import type { StoryId } from '../names/story-id';
import { placeOfThisProcess } from '../process/process-mark';
import { agentsFolder, type Layout } from '../repository/layout';
import { isLookedAfter, readLastAgentRun } from './agent-record';

/**
 * Refuses while somebody looks after an agent in a story. While that one gates, no process stands in the story's folder by
 * which it could be told.
 */
export async function requireNoAgent(layout: Layout, id: StoryId): Promise<void> {
  const last = await readLastAgentRun(layout, id);
  if (last === null || !isLookedAfter(last.record)) return;
  const { agent, state, supervisor } = last.record;
  const does = state === 'waiting' ? 'waits its turn' : 'is at work';
  throw refusal({
    code: 'AGENT_AT_WORK',
    message: `${agent} ${does} in story ${id} (process ${supervisor.pid} looks after it)`,
    hints: [
      `See how far it is with \`npx storygate status\`, or end it with \`npx storygate stop ${id}\`.`,
    ],
    facts: { story: id, agent, pid: supervisor.pid },
  });
}

/** The same for all but the agent itself, which may do so in its own story. */
export async function requireNoOtherAgent(layout: Layout, id: StoryId): Promise<void> {
  if (!isOwnAgent(layout, id)) await requireNoAgent(layout, id);
}

/** Whether an agent that is looked after in a story started this process. */
export function isOwnAgent(layout: Layout, id: StoryId): boolean {
  return placeOfThisProcess()?.startsWith(`${agentsFolder(layout, id)}${sep}`) ?? false;
}
