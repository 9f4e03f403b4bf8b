import { writeFiles, temporaryFolder } from '@storygate/testing';
import { join } from 'node:path';
import { writeRun, type GateRun } from '../gate/run-record';
import { parseStoryId } from '../names/story-id';
import { thisProcess } from '../process/process-identity';
import { layoutOf, runsFolder } from '../repository/layout';
import { readDoing } from './read-doing';
import type { AgentStatus } from './read-status';

const id = parseStoryId('login');
const layout = layoutOf(temporaryFolder('common'));
const folder = join(layout.root, 'an-agent');

const agent = (state: AgentStatus['state']) => ({ state, folder }) as AgentStatus;

const lines = (...events: readonly object[]) =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

it('tells what an agent said and ran, pieces put together, whatever else the file holds', async () => {
  expect(await readDoing(layout, { id, agent: null })).toEqual([]);
  expect(await readDoing(layout, { id, agent: agent('working') })).toEqual([]);
  writeFiles(folder, {
    'events.jsonl': `${lines(
      { type: 'conversation', id: '7' },
      { type: 'message', text: 'Reading' },
      { type: 'command', command: 'npx nx test' },
      { type: 'message-part', text: 'It is ' },
      { type: 'message-part', text: 'red' },
      { type: 'denied', what: 'rm' },
      { type: 'trouble', text: 'again' },
      { type: 'failed', why: 'no quota' },
      { type: 'left-out' },
    )}no JSON\n`,
  });
  expect(await readDoing(layout, { id, agent: agent('working') })).toEqual([
    { by: 'agent', text: 'Reading' },
    { by: 'command', text: 'npx nx test' },
    { by: 'agent', text: 'It is red' },
    { by: 'agent', text: 'rm' },
    { by: 'agent', text: 'again' },
    { by: 'agent', text: 'no quota' },
  ]);
});

it('tells what a gate prints as long as it is under way, and the agent is not at work', async () => {
  const run = join(runsFolder(layout, id), '1');
  const record = {
    ...{ version: 1, number: 1, story: id, kind: 'gate', subject: 'story', commit: '', tree: null },
    ...{ base: '', policy: '', startedAt: '', endedAt: null, reason: null, affected: [] },
    ...{ withoutChecks: [], missing: [], tasks: [], flaky: [], checks: [] },
  };
  const write = (result: string) =>
    writeRun({ folder: run, run: { ...record, process: thisProcess(), result } as GateRun });
  writeFiles(run, { 'nx.log': '> nx run cart:test\n\nok\n' });
  await write('running');
  const printed = ['> nx run cart:test', 'ok'].map((text) => ({ by: 'gate', text }));
  expect(await readDoing(layout, { id, agent: agent('gating') })).toEqual(printed);
  expect(await readDoing(layout, { id, agent: null })).toEqual(printed);
  expect(await readDoing(layout, { id, agent: agent('working') })).toHaveLength(6);
  await write('passed');
  expect(await readDoing(layout, { id, agent: null })).toEqual([]);
});
