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

it('tells what an agent told, whatever else the file holds', async () => {
  expect(await readDoing(layout, { id, agent: null })).toBeNull();
  const nothing = { by: 'agent', events: [] };
  expect(await readDoing(layout, { id, agent: agent('working') })).toEqual(nothing);
  const told = [
    { type: 'message', text: 'Reading' },
    { type: 'command', command: 'npx nx test' },
  ];
  const lines = [...told, { type: 'left-out' }].map((event) =>
    JSON.stringify({ at: 'now', round: 2, ...event }),
  );
  writeFiles(folder, { 'events.jsonl': `${lines.join('\n')}\nno JSON\n` });
  expect(await readDoing(layout, { id, agent: agent('working') })).toEqual({
    by: 'agent',
    events: told.map((event) => ({ at: 'now', round: 2, event })),
  });
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
  const printed = { by: 'gate', lines: ['> nx run cart:test', 'ok'] };
  expect(await readDoing(layout, { id, agent: agent('gating') })).toEqual(printed);
  expect(await readDoing(layout, { id, agent: null })).toEqual(printed);
  expect(await readDoing(layout, { id, agent: agent('working') })).toMatchObject({
    by: 'agent',
  });
  await write('passed');
  expect(await readDoing(layout, { id, agent: null })).toBeNull();
});
