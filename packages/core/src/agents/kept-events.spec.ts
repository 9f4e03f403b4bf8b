import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@storygate/testing';
import { thisProcess } from '../process/process-identity';
import { writeAgentRecord, type AgentRecord, type StoredAgentRun } from './agent-record';
import { EventLog } from './event-log';
import { followAgent, readKeptEvents, type KeptEvent } from './kept-events';

async function start(more: Partial<AgentRecord> = {}): Promise<StoredAgentRun> {
  const stored: StoredAgentRun = {
    folder: temporaryFolder('agent'),
    record: {
      ...{ version: 1, number: 1, story: 'login', agent: 'codex', state: 'working', reason: null },
      ...{ round: 1, mostRounds: 5, startedAt: '', endedAt: null, conversation: null, head: null },
      ...{ gateRun: null, noticed: [], supervisor: thisProcess(), mark: 'm', group: null },
      ...more,
    },
  };
  await writeAgentRecord(stored);
  return stored;
}

const logOf = ({ folder }: StoredAgentRun) => new EventLog(join(folder, 'events.jsonl'));
const events = (told: readonly KeptEvent[]) => told.map(({ round, event }) => ({ round, event }));

it('keeps every kind of event as it was told, and passes over lines that are none', async () => {
  const stored = await start();
  const log = logOf(stored);
  const all = [
    { type: 'conversation', id: 'c' },
    { type: 'message', text: 'two\nlines' },
    { type: 'message-part', text: 'pie' },
    { type: 'command', command: 'ls' },
    { type: 'denied', what: 'rm' },
    { type: 'trouble', text: 'again' },
    { type: 'failed', why: 'no' },
  ] as const;
  all.forEach((event) => log.add(1, event));
  appendFileSync(
    join(stored.folder, 'events.jsonl'),
    '{"type":"left-out"}\nnonsense\n{"at":"","ro',
  );
  expect(events(await readKeptEvents(stored))).toEqual(all.map((event) => ({ round: 1, event })));
});

it('follows a run from its beginning to its end, whatever is told meanwhile', async () => {
  const stored = await start();
  const log = logOf(stored);
  log.add(1, { type: 'message', text: 'before' });
  const told: KeptEvent[] = [];
  const ended = followAgent(stored, (event) => {
    told.push(event);
    if (told.length === 1) log.add(2, { type: 'command', command: 'ls' });
    if (told.length === 2) {
      log.add(2, { type: 'message', text: 'last' });
      void writeAgentRecord({ ...stored, record: { ...stored.record, state: 'ready' } });
    }
  });
  expect((await ended).record.state).toBe('ready');
  expect(events(told)).toEqual([
    { round: 1, event: { type: 'message', text: 'before' } },
    { round: 2, event: { type: 'command', command: 'ls' } },
    { round: 2, event: { type: 'message', text: 'last' } },
  ]);
});

it('follows no run that nobody looks after', async () => {
  const stored = await start({ supervisor: { ...thisProcess(), boot: 'earlier' } });
  logOf(stored).add(1, { type: 'message', text: 'before' });
  const told: KeptEvent[] = [];
  expect(await followAgent(stored, (event) => told.push(event))).toEqual(stored);
  expect(told).toHaveLength(1);
});
