import { join } from 'node:path';
import { createRepository, writeFiles, type Repository } from '@storygate/testing';
import type { GateRun } from '../gate/run-record';
import type { StoryId } from '../names/story-id';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { recordTests, type TestedWork } from './record-tests';
import { readTestCycle } from './test-record';

const ID = 'login' as StoryId;
let repository: Repository;
let story: string;

beforeEach(async () => {
  repository = await createRepository({
    'ws/nx.json': '{"plugins": ["@storygate/nx"]}',
    'ws/cart/cart.ts': '1',
    'ws/cart/old.spec.ts': '1',
    'elsewhere/a.spec.ts': '1',
  });
  story = join(repository.folder, 'login');
  await repository.git('worktree', 'add', '--quiet', '-b', 'story/login', story);
});

/** Records a run of the cart's tests, and says what is known then. */
async function run(number: number, result: 'passed' | 'failed', work: TestedWork = 'committed') {
  const there = await requireRepository(join(story, 'ws'));
  const [commit, base] = await Promise.all([
    repository.git('rev-parse', 'story/login'),
    repository.git('rev-parse', 'main'),
  ]);
  const task = { project: 'cart', target: 'test', root: 'cart', cached: false, hash: null };
  const record: GateRun = {
    ...{ version: 1, number, story: ID, kind: 'gate', subject: 'story', commit, tree: null, base },
    ...{ policy: '', startedAt: 'then', endedAt: `at ${number}`, result, reason: null },
    ...{ affected: [], withoutChecks: [], missing: [], flaky: [], checks: [] },
    tasks: [{ ...task, result, startedAt: null, durationMs: null, log: 'cart.test.log' }],
  };
  await recordTests(there, await requireTrunk(there), record, work);
  return readTestCycle(there.layout, ID);
}

async function commit(files: Record<string, string>): Promise<string> {
  writeFiles(story, files);
  await repository.git('-C', story, 'add', '--all');
  await repository.git('-C', story, 'commit', '--quiet', '-m', 'Step');
  return repository.git('rev-parse', 'story/login');
}

it('knows of the tests that the story changed against trunk, in this workspace, from red to green', async () => {
  expect(await run(1, 'failed')).toBeNull();
  const first = await commit({
    'ws/cart/new.spec.ts': '1',
    'ws/cart/old.spec.ts': '2',
    'elsewhere/a.spec.ts': '2',
  });
  const red = { commit: first, committed: true, at: 'at 2', run: 2 };
  const none = { neverRed: [], notRun: [] };
  expect(await run(2, 'failed')).toEqual({ files: 2, red, green: null, ...none });
  const second = await commit({ 'ws/cart/cart.ts': '2' });
  const green = { commit: second, committed: true, at: 'at 3', run: 3 };
  expect(await run(3, 'passed')).toEqual({ files: 2, red, green, ...none });
});

it('takes a test that nobody has committed yet for seen, and says so', async () => {
  writeFiles(story, { 'ws/cart/new.spec.ts': '1', 'ws/cart/old.spec.ts': '2' });
  const base = await repository.git('rev-parse', 'main');
  const red = { commit: base, committed: false, at: 'at 1', run: 1 };
  expect(await run(1, 'failed', 'uncommitted')).toMatchObject({ files: 2, red, green: null });
  const head = await commit({ 'ws/cart/cart.ts': '2' });
  expect(await run(2, 'passed')).toMatchObject({ red, green: { commit: head, run: 2 } });
});

it('leaves out a test that was only deleted', async () => {
  await repository.git('-C', story, 'rm', '--quiet', 'ws/cart/old.spec.ts');
  await commit({});
  expect(await run(1, 'failed')).toBeNull();
});
