import { createRepository, run, sourceScript } from '@storygate/testing';
import { Git } from '../git/git';
import { readRefObject } from '../git/refs';
import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { dequeue } from './dequeue';
import { pauseQueue, readPause, resumeQueue } from './pause';
import { localQueue, QUEUE, RESULTS } from './queue-place';
import { positionOf, readQueueView, readResults } from './queue-view';
import { readQueue } from './read-queue';
import { untriedResult } from './result';
import { endOne, queueOne } from './one-entry.fixture';

const id = parseStoryId('login');
const other = parseStoryId('cart');

async function createQueue() {
  const repository = await createRepository();
  const head = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
  const newer = parseCommitSha(await repository.commit('More', { 'more.txt': 'more' }));
  const git = new Git(repository.root);
  return { repository, git, head, newer, place: localQueue(git) };
}

const asked = { id, priority: null, strategy: null };

it('queues a head, and leaves the same one where it is', async () => {
  const { place, head } = await createQueue();
  const first = await queueOne(place, { ...asked, head });
  expect(first.before).toBeNull();
  expect(first.entry).toMatchObject({ id, head, priority: 0, strategy: null });
  expect(new Date(first.entry.rank).toISOString()).toBe(first.entry.queuedAt);
  const again = await queueOne(place, { ...asked, head });
  expect(again).toEqual({ entry: first.entry, before: first.entry });
  expect(await readQueue(place)).toEqual([first.entry]);
});

it('keeps the rank for new settings, and puts a new head behind the others', async () => {
  const { place, head, newer } = await createQueue();
  const { entry: first } = await queueOne(place, { ...asked, head });
  await queueOne(place, { ...asked, id: other, head });
  const raised = await queueOne(place, { ...asked, head, priority: 3, strategy: 'merge' });
  expect(raised.entry).toMatchObject({ rank: first.rank, queuedAt: first.queuedAt });
  expect(raised.entry).toMatchObject({ priority: 3, strategy: 'merge' });
  const replaced = await queueOne(place, { ...asked, head: newer });
  expect(replaced.before).toEqual(raised.entry);
  expect(replaced.entry).toMatchObject({ head: newer, priority: 3, strategy: null });
  expect(replaced.entry.rank).toBeGreaterThan(first.rank);
  await queueOne(place, { ...asked, head: newer, priority: 0 });
  const view = await readQueueView(place);
  expect([positionOf(view, other), positionOf(view, id)]).toEqual([1, 2]);
});

it('replaces an entry that is broken, and refuses a name that git can not keep beside another', async () => {
  const { repository, place, head } = await createQueue();
  await repository.git('update-ref', `${QUEUE}login`, `${head}^{tree}`);
  const { entry, before } = await queueOne(place, { ...asked, head });
  expect(before).toMatchObject({ problem: 'what is queued is a tree, not a commit' });
  expect(await readQueue(place)).toEqual([entry]);
  await repository.git('update-ref', `${QUEUE}cart/odd`, head);
  await expect(queueOne(place, { ...asked, id: other, head })).rejects.toMatchObject({
    code: 'QUEUE_NAME_TAKEN',
    facts: { story: 'cart', queued: 'cart/odd' },
  });
});

it('takes off only the entry that is meant', async () => {
  const { place, head, newer } = await createQueue();
  const { entry: stale } = await queueOne(place, { ...asked, head });
  const { entry } = await queueOne(place, { ...asked, head: newer });
  expect(await dequeue(place, stale)).toBe(false);
  expect(await readQueue(place)).toEqual([entry]);
  expect(await dequeue(place, entry)).toBe(true);
  expect(await dequeue(place, entry)).toBe(false);
  expect(await readQueue(place)).toEqual([]);
});

it('ends an entry together with its result, and only a landing when the entry is another by then', async () => {
  const { git, place, head, newer } = await createQueue();
  const { entry: stale } = await queueOne(place, { ...asked, head });
  const { entry } = await queueOne(place, { ...asked, head: newer });
  const failed = untriedResult(id, head, 'because');
  expect(await endOne(place, stale, failed)).toBe(false);
  expect(await readRefObject(git, `${RESULTS}login`)).toBeNull();
  expect(await endOne(place, stale, { ...failed, outcome: 'merged' })).toBe(true);
  expect(await readQueue(place)).toEqual([entry]);
  expect((await readResults(place)).get(id)).toMatchObject({ outcome: 'merged', head });
  const found = { flaky: ['a:test'], cleared: ['cart'], reproduce: 'npx nx test a' };
  expect(await endOne(place, entry, { ...failed, head: newer, ...found })).toBe(true);
  expect(await readQueue(place)).toEqual([]);
  expect((await readResults(place)).get(id)).toMatchObject({ outcome: 'did-not-run', ...found });
});

it('ends an entry that was moved while it was tried', async () => {
  const { place, head } = await createQueue();
  const { entry } = await queueOne(place, { ...asked, head });
  await queueOne(place, { ...asked, head, priority: 9 });
  expect(await endOne(place, entry, untriedResult(id, head, 'because'))).toBe(true);
  expect(await readQueue(place)).toEqual([]);
  expect(await endOne(place, entry, untriedResult(id, head, 'because'))).toBe(false);
});

it('ends an entry whose name is no story, and keeps nothing under that name', async () => {
  const { repository, git, place, head } = await createQueue();
  await repository.git('update-ref', `${QUEUE}login/odd`, head);
  const [entry] = await readQueue(place);
  if (entry === undefined) throw new Error('nothing is queued');
  expect(await endOne(place, entry, untriedResult(entry.id, head, 'because'))).toBe(true);
  expect(await readQueue(place)).toEqual([]);
  expect(await readRefObject(git, `${RESULTS}login/odd`)).toBeNull();
});

it('is paused and resumed, beside a story of any name', async () => {
  const { repository, place, head } = await createQueue();
  await queueOne(place, { ...asked, id: parseStoryId('queue-paused'), head });
  expect(await readPause(place)).toBeNull();
  expect(await resumeQueue(place)).toBeNull();
  const pause = { at: '2026-01-01T00:00:00Z', by: 'Ann', reason: 'release' };
  expect(await pauseQueue(place, pause)).toBeNull();
  expect(await pauseQueue(place, { ...pause, reason: null })).toEqual(pause);
  expect((await readQueueView(place)).pause).toEqual({ ...pause, reason: null });
  await repository.git('update-ref', 'refs/storygate/queue-paused', head);
  expect(await readPause(place)).toMatchObject({ by: null, reason: 'its record is damaged' });
  expect(await resumeQueue(place)).toMatchObject({ reason: 'its record is damaged' });
  expect(await readPause(place)).toBeNull();
  expect(await readQueue(place)).toHaveLength(1);
});

const RACE = `
const { Git } = source('git/git');
const { enqueue } = source('queue/enqueue');
const { localQueue } = source('queue/queue-place');
const [root, own, ...heads] = args;
const place = localQueue(new Git(root));
for (const id of ['own-' + own, 'shared'])
  await enqueue(place, [{ id, head: heads[own % heads.length], priority: null, strategy: null }]);
`;

it('keeps every entry when 20 processes queue at once', async () => {
  const { repository, place, head, newer } = await createQueue();
  const processes = Array.from({ length: 20 }, (_, own) =>
    run(process.execPath, sourceScript('core', RACE, [repository.root, String(own), head, newer]), {
      cwd: repository.root,
    }),
  );
  const ends = await Promise.all(processes);
  expect(ends.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
  const queue = await readQueue(place);
  expect(queue.filter(({ problem }) => problem !== null)).toEqual([]);
  const own = Array.from({ length: 20 }, (_, index) => `own-${index}`);
  expect(queue.map((entry) => entry.id).sort()).toEqual([...own, 'shared'].sort());
}, 60_000);
