import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, writeFiles, type Repository } from '@storygate/testing';
import type { AgentRecord } from '../agents/agent-record';
import type { StorygateEvent } from '../events/events';
import type { GateRun } from '../gate/run-record';
import { parseStoryId } from '../names/story-id';
import { parseOptions } from '../options/options';
import { thisProcess } from '../process/process-identity';
import { requireRepository } from '../repository/repository';
import { pruneLogs } from './prune-logs';

const login = parseStoryId('login');
const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

let git: Repository;
let storygate: string;
beforeEach(async () => {
  git = await createRepository({ 'nx.json': '{}' });
  storygate = join(git.root, '.git/storygate');
  await git.git('branch', 'story/login');
});

/** Leaves a run of a month and more ago. */
function leave(folder: string, facts: Partial<GateRun> = {}): void {
  const run = {
    ...{ version: 1, number: 1, story: 'login', kind: 'gate', subject: 'story', commit: 'c' },
    ...{ tree: 't', base: 'b', policy: 'p', startedAt: daysAgo(40), endedAt: daysAgo(40) },
    ...{ result: 'passed', reason: null, affected: [], withoutChecks: [], missing: [], tasks: [] },
    ...{ flaky: [], checks: [], ...facts },
  };
  const files = { 'run.json': JSON.stringify(run), 'nx.log': 'x'.repeat(1000) };
  writeFiles(join(storygate, folder), files);
}

const prune = async (logs: object = {}, emit: (event: StorygateEvent) => void = () => {}) =>
  pruneLogs(await requireRepository(git.root), parseOptions({ logs }), { story: login, emit });
const left = (folder = 'stories/login/runs') => readdirSync(join(storygate, folder)).sort();

it('drops old runs; never the newest, the last failure, one under way, or evidence of the present tree', async () => {
  const tree = await git.git('rev-parse', 'story/login^{tree}');
  leave('stories/login/runs/1', { result: 'failed' });
  leave('stories/login/runs/2', { result: 'failed' });
  leave('stories/login/runs/3', { tree });
  leave('stories/login/runs/4', { result: 'running', endedAt: null, process: thisProcess() });
  leave('stories/login/runs/5', { result: 'running', endedAt: null });
  leave('stories/login/runs/6');
  leave('stories/login/runs/7');
  await prune();
  expect(left()).toEqual(['2', '3', '4', '7']);
});

it('drops the oldest until a story’s runs are within the size, retries and all', async () => {
  for (const n of [1, 2, 3, 4]) leave(`stories/login/runs/${n}`, { endedAt: daysAgo(1) });
  writeFiles(join(storygate, 'stories/login/runs/4'), { 'retry-1/nx.log': 'x'.repeat(1000) });
  await prune({ maxSize: 0.004 });
  expect(left()).toEqual(['3', '4']);
});

it('drops old runs of removed stories, and keeps their last failure', async () => {
  leave('removed/gone/2/runs/1');
  leave('removed/gone/2/runs/2', { result: 'failed' });
  leave('removed/gone/2/runs/3');
  mkdirSync(join(storygate, 'removed/empty/1'), { recursive: true });
  await prune();
  expect(left('removed/gone/2/runs')).toEqual(['2', '3']);
});

/** Leaves a run of an agent of a month and more ago. */
function leaveAgent(folder: string, facts: Partial<AgentRecord> = {}): void {
  const record = {
    ...{ version: 1, number: 1, story: 'login', agent: 'codex', state: 'ready', reason: null },
    ...{ round: 1, mostRounds: 5, startedAt: daysAgo(40), endedAt: daysAgo(40) },
    ...{
      conversation: null,
      head: null,
      gateRun: null,
      supervisor: thisProcess(),
      mark: 'm',
      group: null,
    },
    ...facts,
  };
  const files = { 'state.json': JSON.stringify(record), 'agent.log': 'x'.repeat(1000) };
  writeFiles(join(storygate, folder), files);
}

it('drops old runs of agents, here and of removed stories; never the newest, the last that was no success, or one under way', async () => {
  leaveAgent('stories/login/agents/1', { state: 'failed' });
  leaveAgent('stories/login/agents/2', { state: 'stuck' });
  leaveAgent('stories/login/agents/3', { state: 'working', endedAt: null });
  leaveAgent('stories/login/agents/4');
  leaveAgent('stories/login/agents/5');
  leaveAgent('removed/gone/1/agents/1');
  leaveAgent('removed/gone/1/agents/2');
  await prune();
  expect(left('stories/login/agents')).toEqual(['2', '3', '5']);
  expect(left('removed/gone/1/agents')).toEqual(['2']);
});

it('ends what a pruning that was killed has begun', async () => {
  leave('stories/login/runs/dropped-1');
  leave('stories/login/runs/2');
  await prune();
  expect(left()).toEqual(['2']);
});

it('reads nothing into a damaged record, and leaves a folder alone that may get one', async () => {
  leave('stories/login/runs/3');
  writeFiles(join(storygate, 'stories/login/runs'), { '1/run.json': '{', '2/nx.log': '' });
  await prune();
  expect(left()).toEqual(['1', '2', '3']);
  expect(existsSync(join(storygate, 'stories/login/runs/1/run.json'))).toBe(true);
});

it('says so, and fails nothing, where old runs can’t be dropped', async () => {
  leave('stories/login/runs/1');
  writeFiles(storygate, { 'stories/login/runs/2/run.json/a': 'no file' });
  const events: StorygateEvent[] = [];
  await prune({}, (event) => events.push(event));
  expect(events).toMatchObject([{ type: 'warning', code: 'LOGS_NOT_PRUNED' }]);
});
