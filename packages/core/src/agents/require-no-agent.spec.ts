import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { previewRemoval, removeStory } from '../archive/remove-story';
import { parseStoryId } from '../names/story-id';
import { thisProcess } from '../process/process-identity';
import { placeMark } from '../process/process-mark';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { abortSync, continueSync } from '../sync/end-sync';
import { previewSync } from '../sync/sync-story';
import { createAgentFolder, writeAgentRecord, type AgentRecord } from './agent-record';

const LOGIN = parseStoryId('login');
const quiet = () => undefined;

/** An agent whose story is gated, so that no process of it is anywhere. */
const GATING: Omit<AgentRecord, 'supervisor'> = {
  ...{ version: 1, number: 1, story: LOGIN, agent: 'command', state: 'gating', reason: null },
  ...{ round: 1, mostRounds: 5, startedAt: '', endedAt: null, conversation: null },
  ...{ head: null, gateRun: null, noticed: [], mark: 'mark', group: null },
};

afterEach(() => {
  for (const name of Object.keys(placeMark('').env)) delete process.env[name];
});

it('lets nobody remove or sync a story in which an agent is looked after, but the agent itself sync', async () => {
  const sandbox = await createRepository({ 'nx.json': '{}' });
  const worktree = join(sandbox.folder, 'login');
  await sandbox.git('worktree', 'add', '--quiet', '-b', 'story/login', worktree);
  const repository = await requireRepository(sandbox.root);
  const trunk = await requireTrunk(repository);
  const sync = () => previewSync(repository, { story: LOGIN, manner: 'merge' }, quiet);
  const before = await previewRemoval(repository, trunk, LOGIN);

  const { folder } = await createAgentFolder(repository.layout, LOGIN);
  await writeAgentRecord({ folder, record: { ...GATING, supervisor: thisProcess() } });
  const attempts = [
    () => previewRemoval(repository, trunk, LOGIN),
    () => removeStory(repository, before, quiet),
    sync,
    () => continueSync(repository, trunk, LOGIN, quiet),
    () => abortSync(repository, trunk, LOGIN, quiet),
  ];
  for (const attempt of attempts)
    await expect(attempt()).rejects.toMatchObject({ code: 'AGENT_AT_WORK' });
  expect(existsSync(worktree)).toBe(true);

  Object.assign(process.env, placeMark(folder).env);
  expect(await sync()).toMatchObject({ behind: 0 });
  await expect(previewRemoval(repository, trunk, LOGIN)).rejects.toMatchObject({
    code: 'AGENT_AT_WORK',
  });

  const supervisor = { ...thisProcess(), boot: 'another' };
  await writeAgentRecord({ folder, record: { ...GATING, supervisor } });
  await removeStory(repository, await previewRemoval(repository, trunk, LOGIN), quiet);
  expect(existsSync(worktree)).toBe(false);
});
