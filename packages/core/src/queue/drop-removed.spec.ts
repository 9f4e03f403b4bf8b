import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { applyDrop, previewDrop } from './drop-removed';
import { localQueue, QUEUE } from './queue-place';
import { readQueue } from './read-queue';
import { queueOne } from './one-entry.fixture';

const STORY = parseStoryId('login');
let sandbox: Sandbox;
let repository: Repository;

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}' });
  await sandbox.git('checkout', '--quiet', '-b', 'story/login');
  await sandbox.commit('Work', { 'a.txt': '1\n' });
  repository = await requireRepository(sandbox.root);
});

const headNow = async () => parseCommitSha(await sandbox.git('rev-parse', 'story/login'));
const queue = async () => {
  const head = await headNow();
  await queueOne(localQueue(repository.git), { id: STORY, head, priority: null, strategy: null });
  return head;
};
const preview = async () =>
  previewDrop(repository, await requireTrunk(repository), { story: STORY, head: await headNow() });
const queued = async () => (await readQueue(localQueue(repository.git))).map(({ id }) => id);

it('takes a removed story off the queue', async () => {
  const head = await queue();
  await sandbox.commit('More', { 'a.txt': '2\n' });
  const plan = await preview();
  expect(plan).toMatchObject({ entry: { id: STORY, head }, staysOn: null });
  expect(await queued()).toEqual([STORY]);
  expect(await applyDrop(repository, plan)).toBe(true);
  expect(await queued()).toEqual([]);
});

it('has nothing to do for a story that is not queued', async () => {
  const plan = await preview();
  expect(plan).toEqual({ entry: null, staysOn: null });
  expect(await applyDrop(repository, plan)).toBe(false);
});

it('refuses where the queue alone has the commit, and changes nothing', async () => {
  const head = await queue();
  await sandbox.git('commit', '--quiet', '--amend', '-m', 'Other work');
  await expect(preview()).rejects.toMatchObject({
    code: 'QUEUED_COMMIT_ALONE',
    hints: [
      expect.stringContaining('storygate queue drop login'),
      expect.stringContaining(head.slice(0, 10)),
    ],
  });
  expect(await queued()).toEqual([STORY]);
});

it('leaves what was queued anew meanwhile', async () => {
  await queue();
  const plan = await preview();
  await sandbox.commit('More', { 'a.txt': '2\n' });
  await queue();
  expect(await applyDrop(repository, plan)).toBe(false);
  expect(await queued()).toEqual([STORY]);
});

it('leaves a remote’s queue to those who work it, and names it', async () => {
  const head = await headNow();
  await sandbox.git('update-ref', `refs/storygate/remote/origin/queue/${STORY}`, head);
  const trunk = { ...(await requireTrunk(repository)), remote: 'origin' };
  expect(await previewDrop(repository, trunk, { story: STORY, head })).toEqual({
    entry: null,
    staysOn: 'origin',
  });
  expect(await sandbox.git('for-each-ref', QUEUE)).toBe('');
});
