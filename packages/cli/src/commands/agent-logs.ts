import { isLookedAfter, type StoredAgentRun } from '@storygate/core/agents/agent-record';
import { followAgent, readKeptEvents } from '@storygate/core/agents/kept-events';
import { settleDeadAgents } from '@storygate/core/agents/settle-dead';
import { refusal } from '@storygate/core/errors/storygate-error';
import { readStoryLogs, type StoryLogs } from '@storygate/core/logs/read-story-logs';
import type { StoryId } from '@storygate/core/names/story-id';
import { requireStory } from '@storygate/core/story/story';
import type { Context } from '../context';
import { EXIT } from '../exit-code';
import {
  agentListDocument,
  agentLogDocument,
  createTeller,
  listAgents,
  renderAgentList,
  renderAgentLog,
  sumUpAgent,
} from '../render/agent-logs';

/** What is asked about a story's agents. */
interface Question {
  readonly run?: number;
  readonly list?: boolean;
  readonly follow?: boolean;
  readonly all?: boolean;
}

/** Shows a list of the runs of agents in a story, one of them, or one that goes on until it ends. */
export async function showAgents(
  context: Context,
  id: StoryId,
  { run, list, follow, all }: Question,
): Promise<number> {
  const { output, repository, trunk } = context;
  await settleDeadAgents(repository.layout);
  const logs = await readStoryLogs(repository, trunk.policy.options, id);
  if (logs.agents.length === 0 && logs.of === 'story')
    await requireStory(repository, trunk.policy.options, id);
  if (list) {
    const listed = { id, logs, listed: await listAgents(logs.agents) };
    output.document(agentListDocument(listed));
    renderAgentList(output, listed);
    return EXIT.done;
  }
  const stored = requireAgentRun(id, logs, run);
  if (follow && isLookedAfter(stored.record)) return followAgentRun(context, stored);
  const events = await readKeptEvents(stored);
  output.document({ ...agentLogDocument(stored, events), ...(follow ? { followed: null } : {}) });
  renderAgentLog(output, stored, all ? 'printed' : events);
  return EXIT.done;
}

/** Prints what an agent at work says and does, until its run ends. What it ended with is no matter here. */
export async function followAgentRun({ output }: Context, stored: StoredAgentRun): Promise<number> {
  output.tell(sumUpAgent(stored));
  const { story } = stored.record;
  const teller = createTeller((text) => {
    if (output.json) output.emit({ type: 'agent-said', story, text });
    else output.say(text);
  });
  const ended = await followAgent(stored, (event) => teller.tell(event));
  teller.finish();
  output.document({ ...agentLogDocument(ended, null), followed: 'agent' });
  output.tell(sumUpAgent(ended));
  return EXIT.done;
}

function requireAgentRun(
  id: StoryId,
  { agents }: StoryLogs,
  number: number | undefined,
): StoredAgentRun {
  const stored = agents.find(({ record }) => number === undefined || record.number === number);
  if (stored !== undefined) return stored;
  throw refusal({
    code: 'NO_SUCH_RUN',
    message:
      number === undefined
        ? `no agent has worked in story ${id}`
        : `story ${id} has no agent's run ${number}`,
    hints: [
      agents.length > 0
        ? `Agents' runs: ${agents.map(({ record }) => record.number).join(', ')}`
        : `Put one to work with \`npx storygate run ${id} --agent <name>\`.`,
    ],
  });
}
