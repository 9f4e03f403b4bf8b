import { createRepository, livingOf, must, pidsIn, writeFiles } from '@storygate/testing';
import { parseStoryId } from '../names/story-id';
import { thisProcess, type ProcessIdentity } from '../process/process-identity';
import type { Layout } from '../repository/layout';
import { requireRepository } from '../repository/repository';
import {
  createAgentFolder,
  readLastAgentRun,
  writeAgentRecord,
  type AgentRecord,
  type StoredAgentRun,
} from './agent-record';
import { settleDeadAgents, settleRun } from './settle-dead';

const LOGIN = parseStoryId('login');
let root: string;
let layout: Layout;

beforeEach(async () => {
  ({ root } = await createRepository({ 'nx.json': '{}' }));
  layout = (await requireRepository(root)).layout;
});

/** A run in a story whose supervisor has ended. */
async function abandon(more: Partial<AgentRecord> = {}): Promise<StoredAgentRun> {
  const { number, folder } = await createAgentFolder(layout, LOGIN);
  const stored: StoredAgentRun = {
    folder,
    record: {
      ...{ version: 1, number, story: LOGIN, agent: 'codex', state: 'working', reason: null },
      ...{ round: 1, mostRounds: 5, startedAt: '', endedAt: null, conversation: null, head: null },
      ...{ gateRun: null, noticed: [], supervisor: await deadProcess() },
      ...{ mark: 'nothing carries this', group: null },
      ...more,
    },
  };
  await writeAgentRecord(stored);
  return stored;
}

async function deadProcess(): Promise<ProcessIdentity> {
  const pid = await must(process.execPath, ['-p', 'process.pid'], { cwd: root });
  return { ...thisProcess(), pid: Number(pid), started: null };
}

const readState = async () => (await readLastAgentRun(layout, LOGIN))?.record.state;

/** Starts a process without any variable in a group whose leader has ended. */
async function startOrphan(): Promise<{ readonly leader: number; readonly orphan: number }> {
  const script = `const { spawn } = require('node:child_process');
    const leader = spawn(process.execPath, ['-e', \`
      const orphan = require('node:child_process').spawn(
        process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { env: {}, stdio: 'ignore' });
      console.log('pid ' + orphan.pid); process.exit();\`], { detached: true, stdio: 'inherit' });
    console.log('pid ' + leader.pid);`;
  const printed = await must(process.execPath, ['-e', script], { cwd: root });
  const [leader, orphan] = pidsIn(printed);
  return { leader: leader!, orphan: orphan! };
}

describe('a run whose supervisor was killed', () => {
  it('is interrupted, and what stayed in its agent’s group is ended though it lost its environment', async () => {
    const { leader, orphan } = await startOrphan();
    await abandon({ group: { leader, started: 'then' } });
    expect(livingOf([orphan])).toEqual([orphan]);
    expect(await settleDeadAgents(layout)).toEqual([LOGIN]);
    expect(livingOf([orphan])).toEqual([]);
    expect(await readState()).toBe('interrupted');
  });

  it('ends nobody else’s group that has the same number by now', async () => {
    const { leader, orphan } = await startOrphan();
    const supervisor = { ...(await deadProcess()), boot: 'before' };
    await abandon({ supervisor, group: { leader, started: 'then' } });
    expect(await settleDeadAgents(layout)).toEqual([LOGIN]);
    expect(livingOf([orphan])).toEqual([orphan]);
    process.kill(orphan, 'SIGKILL');
  });

  it('keeps the end that its supervisor wrote before it ended itself', async () => {
    const seen = await abandon();
    await writeAgentRecord({ ...seen, record: { ...seen.record, state: 'ready' } });
    expect(await settleRun(seen)).toBe('left-alone');
    expect(await readState()).toBe('ready');
  });
});

it('settles other stories’ runs beside one that a newer Storygate wrote', async () => {
  const newer = parseStoryId('another');
  const { folder } = await createAgentFolder(layout, newer);
  writeFiles(folder, { 'state.json': '{"version": 2}' });
  await abandon();
  expect(await settleDeadAgents(layout)).toEqual([LOGIN]);
  await expect(readLastAgentRun(layout, newer)).rejects.toMatchObject({ code: 'RECORD_NEWER' });
});
