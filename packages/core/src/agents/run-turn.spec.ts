import { join } from 'node:path';
import { temporaryFolder } from '@storygate/testing';
import { claude } from './adapters/claude';
import { codex } from './adapters/codex';
import type { AgentAdapter } from './agent-adapter';
import type { ProcessGroup } from '../process/process-group';
import { EventLog } from './event-log';
import { readKeptEvents, type KeptEvent } from './kept-events';
import { runTurn, type Turn } from './run-turn';

/** A turn of an agent that prints these events. */
async function hear(
  adapter: AgentAdapter,
  printed: readonly object[],
): Promise<{ readonly turn: Turn; readonly kept: KeptEvent[]; readonly groups: ProcessGroup[] }> {
  const folder = temporaryFolder('turn');
  const log = new EventLog(join(folder, 'events.jsonl'));
  const groups: ProcessGroup[] = [];
  const turn = await runTurn({
    agent: { adapter, program: process.execPath, options: [] },
    call: {
      args: ['-e', 'process.stdin.pipe(process.stdout)'],
      input: printed.map((event) => `${JSON.stringify(event)}\n`).join(''),
    },
    ...{ cwd: folder, env: {}, folder },
    limit: new AbortController().signal,
    onStart: (group) => Promise.resolve(void groups.push(group)),
    onEvent: (event) => log.add(1, event),
  });
  return { turn, kept: await readKeptEvents({ folder }), groups };
}

const say = (text: string) => ({ type: 'item.completed', item: { type: 'agent_message', text } });

/** Longer than a line of output that is only shown, in characters that JSON writes as two. */
const LONG = 'x "quoted"\n'.repeat(5_000);

it('hears what stands in a long line, and keeps its beginning and its end', async () => {
  const { turn, kept } = await hear(codex, [
    { type: 'thread.started', thread_id: 't' },
    { type: 'item.completed', item: { type: 'command_execution', command: 'ls', output: LONG } },
    say(`first ${LONG}NEEDS ATTENTION: which port?`),
  ]);
  expect(turn).toMatchObject({
    end: { kind: 'asks', question: 'which port?' },
    conversation: 't',
  });
  expect(kept.map(({ event }) => event)).toEqual([
    { type: 'conversation', id: 't' },
    { type: 'command', command: 'ls' },
    {
      type: 'message',
      text: expect.stringMatching(/^first [^]*left out[^]*which port\?$/) as unknown,
    },
  ]);
});

it('hears what was denied though the whole file is told', async () => {
  const denial = { tool_name: 'Write', tool_input: { file_path: 'a.ts', content: LONG } };
  const { turn } = await hear(claude, [{ type: 'result', permission_denials: [denial] }]);
  expect(turn.denied).toEqual([expect.stringMatching(/^Write .*a\.ts/)]);
});

it('takes the last of several questions for the one that is asked', async () => {
  const asked = [
    'NEEDS ATTENTION: may I?',
    'Yes, it is in the brief.',
    'NEEDS ATTENTION: which port?',
  ];
  const { turn } = await hear(codex, asked.map(say));
  expect(turn.end).toEqual({ kind: 'asks', question: 'which port?' });
});

it('tells which process group is to be ended when nobody looks after it any more', async () => {
  const { groups } = await hear(codex, []);
  expect(groups).toEqual([
    { leader: expect.any(Number) as number, started: expect.stringMatching(/./) as string },
  ]);
});
