import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { refusal } from '../errors/storygate-error';
import type { StoryId } from '../names/story-id';
import { interruption, throwIfInterrupted } from '../process/interruption';
import type { Layout } from '../repository/layout';
import { goesOn, readLastAgentRun, type StoredAgentRun } from './agent-record';
import { settleDeadAgents } from './settle-dead';

/** Milliseconds between two looks. */
const LOOK_AGAIN = 250;

/** Aborts once somebody asked for the run to be stopped; the returned function ends the watch. */
export function watchStop(folder: string): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const look = () => {
    if (existsSync(stopFile(folder))) controller.abort();
  };
  const timer = setInterval(look, LOOK_AGAIN);
  timer.unref();
  return { signal: controller.signal, end: () => clearInterval(timer) };
}

/** Asks whoever looks after a story's agent to end it, and waits until it has ended; refuses where none is at work. */
export async function stopAgent(layout: Layout, story: StoryId): Promise<StoredAgentRun> {
  await settleDeadAgents(layout);
  const first = await readLastAgentRun(layout, story);
  if (first === null || !goesOn(first.record)) throw noAgent(story, first);
  await writeFile(stopFile(first.folder), '');
  for (;;) {
    const now = await readLastAgentRun(layout, story);
    if (now === null || now.folder !== first.folder || !goesOn(now.record)) return now ?? first;
    await delay(LOOK_AGAIN, undefined, { signal: interruption }).catch(throwIfInterrupted);
    await settleDeadAgents(layout);
  }
}

function stopFile(folder: string): string {
  return join(folder, 'stop');
}

function noAgent(story: StoryId, last: StoredAgentRun | null) {
  return refusal({
    code: 'NO_AGENT_AT_WORK',
    message:
      last === null
        ? `no agent has worked in story ${story}`
        : `no agent is at work in story ${story}: the last one ended as ${last.record.state}`,
    hints: ['`npx storygate status` shows where agents are at work.'],
    facts: { story },
  });
}
