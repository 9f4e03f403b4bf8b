import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { refusal } from '../errors/storygate-error';
import type { StoryId } from '../names/story-id';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { isOnThisHost } from '../process/process-identity';
import type { Layout } from '../repository/layout';
import { goesOn, readLastAgentRun, writeAgentRecord, type StoredAgentRun } from './agent-record';
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

/** How long a supervisor on another host may take to end its run, in milliseconds. */
const ANSWER = 10_000;

/**
 * Asks whoever looks after a story's agent to end it, and waits until it has ended; refuses where none is at work. Whether a
 * supervisor on another host lives can't be told from here: when it does not answer for `patience` milliseconds, the run
 * is written down as stopped. One that lives after all ends as soon as it sees that it was asked.
 */
export async function stopAgent(
  layout: Layout,
  story: StoryId,
  patience = ANSWER,
): Promise<StoredAgentRun> {
  await settleDeadAgents(layout);
  const first = await readLastAgentRun(layout, story);
  if (first === null || !goesOn(first.record)) throw noAgent(story, first);
  await writeFile(stopFile(first.folder), '');
  const isElsewhere = !isOnThisHost(first.record.supervisor);
  const over = performance.now() + patience;
  for (;;) {
    const now = await readLastAgentRun(layout, story);
    if (now === null || now.folder !== first.folder || !goesOn(now.record)) return now ?? first;
    if (isElsewhere && performance.now() > over) return giveUp(now);
    await delay(LOOK_AGAIN, undefined, { signal: interruption }).catch(throwIfInterrupted);
    await settleDeadAgents(layout);
  }
}

async function giveUp({ folder, record }: StoredAgentRun): Promise<StoredAgentRun> {
  const { pid, host } = record.supervisor;
  const reason = `somebody stopped it; process ${pid} on ${host}, which looked after it, did not answer`;
  const endedAt = new Date().toISOString();
  const stored: StoredAgentRun = {
    folder,
    record: { ...record, state: 'stopped', reason, endedAt },
  };
  await writeAgentRecord(stored);
  return stored;
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
