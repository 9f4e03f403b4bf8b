import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLookedAfter, type StoredAgentRun } from '@storygate/core/agents/agent-record';
import type { KeptEvent } from '@storygate/core/agents/kept-events';
import { sizeOf } from '@storygate/core/logs/prune-logs';
import type { StoryLogs } from '@storygate/core/logs/read-story-logs';
import type { StoryId } from '@storygate/core/names/story-id';
import type { Output } from '../output';
import { agentDocument, describeAgent } from './agents';
import { sayWhose } from './logs';
import { renderTable } from './table';

/** One line about an agent's run. */
export function sumUpAgent({ record }: StoredAgentRun): string {
  return `agent's run ${record.number} in story ${record.story}: ${describeAgent(record)}`;
}

/** The JSON form of an agent's run with all that is kept of what it told; null: without. */
export function agentLogDocument(
  stored: StoredAgentRun,
  events: readonly KeptEvent[] | null,
): object {
  return {
    ...agentDocument(stored),
    underWay: isLookedAfter(stored.record),
    ...(events === null
      ? {}
      : { events: events.map(({ at, round, event }) => ({ at, round, ...event })) }),
  };
}

/** Prints what an agent told in a run, or all that it printed. */
export function renderAgentLog(
  output: Output,
  stored: StoredAgentRun,
  what: readonly KeptEvent[] | 'printed',
): void {
  const { folder, record } = stored;
  output.say(sumUpAgent(stored));
  output.say(`started ${record.startedAt}, in ${folder}`);
  if (isLookedAfter(stored.record))
    output.say(`see it go on with \`npx storygate logs ${record.story} --agent --follow\``);
  output.say('');
  if (what === 'printed') {
    const log = join(folder, 'agent.log');
    output.pass(existsSync(log) ? readFileSync(log, 'utf8').trimEnd() : '(this log is gone)');
    return;
  }
  const teller = createTeller((text) => output.say(text));
  for (const event of what) teller.tell(event);
  teller.finish();
}

/** Turns events into texts, pieces of a message into whole lines. */
export interface Teller {
  tell(event: KeptEvent): void;
  finish(): void;
}

/** Words events for a person, under a heading for each of the agent's turns. */
export function createTeller(say: (text: string) => void): Teller {
  let lastRound = 0;
  let piece = '';
  const flush = () => {
    if (piece !== '') say(piece);
    piece = '';
  };
  return {
    tell: ({ round, event }) => {
      if (round !== lastRound) {
        flush();
        say(`--- round ${round}`);
        lastRound = round;
      }
      if (event.type === 'message-part') {
        const lines = `${piece}${event.text}`.split('\n');
        piece = lines.pop() ?? '';
        for (const line of lines) say(line);
        return;
      }
      flush();
      const text = textOf(event);
      if (text !== null) say(text);
    },
    finish: flush,
  };
}

function textOf(event: KeptEvent['event']): string | null {
  switch (event.type) {
    case 'message':
    case 'message-part':
      return event.text.trimEnd();
    case 'command':
      return `$ ${event.command}`;
    case 'denied':
      return `not allowed: ${event.what}`;
    case 'trouble':
      return `trouble: ${event.text}`;
    case 'failed':
      return `failed: ${event.why}`;
    case 'conversation':
      return null;
  }
}

/** An agent's run, and how much its folder holds. */
interface ListedAgent extends StoredAgentRun {
  readonly bytes: number;
}

/** Measures the runs' folders. */
export function listAgents(runs: readonly StoredAgentRun[]): Promise<ListedAgent[]> {
  return Promise.all(
    runs.map(async (stored) => ({ ...stored, bytes: await sizeOf(stored.folder) })),
  );
}

/** What is listed of a story's agents. */
interface AgentList {
  readonly id: StoryId;
  readonly logs: StoryLogs;
  readonly listed: readonly ListedAgent[];
}

/** The JSON form of a list of agents' runs. */
export function agentListDocument({ id, logs, listed }: AgentList): object {
  return {
    story: id,
    removed: logs.of === 'removed-story',
    list: listed.map((one) => ({
      ...agentDocument(one),
      ...{ underWay: isLookedAfter(one.record), bytes: one.bytes },
    })),
  };
}

/** Prints a list of agents' runs, one a line. */
export function renderAgentList(output: Output, { id, logs, listed }: AgentList): void {
  sayWhose(output, logs.of, { story: id });
  if (listed.length === 0) {
    output.say(`no agent has worked in story ${id}`);
    return;
  }
  renderTable(output, [
    ['run', 'when (UTC)', 'agent', 'rounds', 'size', 'state'],
    ...listed.map(({ record, bytes }) => [
      String(record.number),
      record.startedAt.slice(0, 16).replace('T', ' '),
      record.agent,
      `${record.round} of ${record.mostRounds}`,
      `${(bytes / 1_000_000).toFixed(1)} MB`,
      record.state,
    ]),
  ]);
}
