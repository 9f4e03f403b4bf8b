import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import type { GateRun } from '../gate/run-record';
import { parseStoryId } from '../names/story-id';
import { localQueue } from '../queue/queue-place';
import { readQueue } from '../queue/read-queue';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { findTrunkTrouble, type ControlMemory } from './control';
import { landStories } from './land-queue';
import type { Outcome } from './outcome';

/** A gate workspace whose set-up command fails while there is a file outside of the repository. */
let sandbox: Sandbox;
let repository: Repository;
let trouble: string;

beforeEach(async () => {
  const options = { stories: { setup: ['node setup.js'] } };
  sandbox = await createRepository({
    'nx.json': JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options }] }),
  });
  trouble = join(sandbox.folder, 'trouble');
  const setup = `process.exit(require('node:fs').existsSync(${JSON.stringify(trouble)}) ? 1 : 0);\n`;
  await sandbox.commit('Set up', { 'setup.js': setup });
  repository = await requireRepository(sandbox.root);
});

async function story(id: string, files: Record<string, string>): Promise<void> {
  await sandbox.git('checkout', '--quiet', '-b', `story/${id}`, 'main');
  await sandbox.commit(`Change for ${id}`, files);
  await sandbox.git('checkout', '--quiet', 'main');
}

async function land(...ids: string[]) {
  const outcomes: Outcome[] = [];
  const stories = ids.map((id) => parseStoryId(id));
  const request = { stories, strategy: null, priority: null };
  const end = await landStories(
    repository,
    request,
    () => undefined,
    (one) => outcomes.push(one),
  );
  return { end, outcomes: outcomes.map(({ story: id, outcome }) => [id, outcome]) };
}

const queued = async () => (await readQueue(localQueue(repository.git))).map(({ id }) => id);

it('blames no story where trunk can not be made ready for a gate either', async () => {
  await story('one', { 'one.txt': '1\n' });
  await story('two', { 'two.txt': '2\n' });
  writeFileSync(trouble, '');
  const { end, outcomes } = await land('one', 'two');
  expect(end).toMatchObject({
    kind: 'trunk-did-not-run',
    reason: expect.stringContaining('setup.js'),
  });
  expect(outcomes).toEqual([]);
  expect(await queued()).toEqual(['one', 'two']);
});

it('sends a story back that alone keeps its gate from running', async () => {
  await story('bad', { 'setup.js': 'process.exit(1);\n' });
  expect(await land('bad')).toEqual({ end: null, outcomes: [['bad', 'did-not-run']] });
  expect(await queued()).toEqual([]);
});

it('blames no story for an Nx that trunk does not have either', async () => {
  await story('one', { 'one.txt': '1\n' });
  const { end, outcomes } = await land('one');
  expect([end?.kind, outcomes]).toEqual(['trunk-did-not-run', []]);
  expect(await queued()).toEqual(['one']);
});

it('asks a tip of trunk once, and another tip anew', async () => {
  const memory: ControlMemory = new Map();
  const run = { result: 'did-not-run', tasks: [], affected: [] } as unknown as GateRun;
  const finished = {
    folder: sandbox.folder,
    run,
    workspace: null,
    obstacle: { kind: 'place' },
  } as const;
  const ask = async () => {
    const trunk = await requireTrunk(repository);
    return findTrunkTrouble(repository, trunk, finished, { memory, emit: () => undefined });
  };
  expect(await ask()).toBeNull();
  writeFileSync(trouble, '');
  expect(await ask()).toBeNull();
  await sandbox.commit('Move trunk', { 'moved.txt': '1\n' });
  expect(await ask()).toMatchObject({ kind: 'did-not-run' });
});
