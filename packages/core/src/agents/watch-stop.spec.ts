import { createRepository } from '@storygate/testing';
import { parseStoryId } from '../names/story-id';
import { thisProcess } from '../process/process-identity';
import type { Layout } from '../repository/layout';
import { requireRepository } from '../repository/repository';
import { createAgentFolder, writeAgentRecord, type StoredAgentRun } from './agent-record';
import { stopAgent, watchStop } from './watch-stop';

const LOGIN = parseStoryId('login');
let layout: Layout;

beforeEach(async () => {
  const { root } = await createRepository({ 'nx.json': '{}' });
  layout = (await requireRepository(root)).layout;
});

async function begin(host: string): Promise<StoredAgentRun> {
  const { number, folder } = await createAgentFolder(layout, LOGIN);
  const stored: StoredAgentRun = {
    folder,
    record: {
      ...{ version: 1, number, story: LOGIN, agent: 'codex', state: 'working', reason: null },
      ...{ round: 1, mostRounds: 5, startedAt: '', endedAt: null, conversation: null, head: null },
      ...{ gateRun: null, noticed: [], mark: 'm', group: null },
      supervisor: { ...thisProcess(), host },
    },
  };
  await writeAgentRecord(stored);
  return stored;
}

it('waits for the end that its supervisor writes, however long that takes', async () => {
  const stored = await begin(thisProcess().host);
  const { signal, end } = watchStop(stored.folder);
  signal.addEventListener('abort', () => {
    end();
    void writeAgentRecord({ ...stored, record: { ...stored.record, state: 'stopped' } });
  });
  expect(await stopAgent(layout, LOGIN, 0)).toMatchObject({
    record: { state: 'stopped', reason: null },
  });
});

it('takes a run for stopped whose supervisor was on a host that does not answer', async () => {
  await begin('built-anew');
  const { record } = await stopAgent(layout, LOGIN, 1);
  expect(record).toMatchObject({
    state: 'stopped',
    reason: expect.stringContaining(
      'on built-anew, which looked after it, did not answer',
    ) as string,
  });
  expect(record.endedAt).not.toBeNull();
  await expect(stopAgent(layout, LOGIN)).rejects.toMatchObject({ code: 'NO_AGENT_AT_WORK' });
});

it('waits for the answer from another host for a while', async () => {
  const stored = await begin('elsewhere');
  const { signal, end } = watchStop(stored.folder);
  signal.addEventListener('abort', () => {
    end();
    void writeAgentRecord({ ...stored, record: { ...stored.record, state: 'stopped' } });
  });
  expect(await stopAgent(layout, LOGIN)).toMatchObject({ record: { reason: null } });
});
