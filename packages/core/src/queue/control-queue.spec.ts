import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { Git } from '../git/git';
import { readRef } from '../git/refs';
import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { dropEntries } from './drop-entries';
import { locateQueued } from './locate-queued';
import { moveEntry } from './move-entry';
import { pauseQueue, readPause, resumeQueue } from './pause';
import { fetchQueue, placesOf, type QueuePlace } from './queue-place';
import { readHistory } from './read-history';
import { readQueue } from './read-queue';
import { untriedResult } from './result';
import { endOne, queueOne } from './one-entry.fixture';

/** Two clones of one remote. */
async function createPlaces() {
  const work = await createRepository();
  const bare = join(work.folder, 'remote.git');
  await work.git('clone', '--quiet', '--bare', work.root, bare);
  await work.git('remote', 'add', 'origin', bare);
  const clone = join(work.folder, 'clone');
  await work.git('clone', '--quiet', bare, clone);
  const head = parseCommitSha(await work.git('rev-parse', 'HEAD'));
  return { work, head, places: [work.root, clone].map((root) => new Git(root)) };
}

const idsIn = async (place: QueuePlace) => {
  await fetchQueue(place);
  return (await readQueue(place)).map(({ id }) => id);
};

describe.each([
  ['this repository', null],
  ['a remote', 'origin'],
] as const)('the queue of %s', (_, remote) => {
  let places: QueuePlace[];
  let head: ReturnType<typeof parseCommitSha>;

  beforeEach(async () => {
    const created = await createPlaces();
    head = created.head;
    places = created.places.map((git) => ({ git, remote }));
    const [place] = places as [QueuePlace];
    for (const id of ['a', 'b', 'c'].map(parseStoryId)) {
      await queueOne(place, { id, head, priority: null, strategy: null });
    }
  });

  it('is reordered', async () => {
    const [place] = places as [QueuePlace];
    expect(await moveEntry(place, 'c', { to: 'first' })).toBe(1);
    expect(await idsIn(place)).toEqual(['c', 'a', 'b']);
    expect(await moveEntry(place, 'c', { to: 'before', story: 'b' })).toBe(2);
    expect(await moveEntry(place, 'a', { to: 'last' })).toBe(3);
    expect(await idsIn(place)).toEqual(['c', 'b', 'a']);
    await expect(moveEntry(place, 'none', { to: 'last' })).rejects.toMatchObject({
      code: 'NOT_QUEUED',
      facts: { stories: ['none'], queued: ['c', 'b', 'a'] },
    });
    for (const entry of await readQueue(place))
      expect(entry).toMatchObject({ head, problem: null });
  });

  it('loses all that is dropped, or nothing', async () => {
    const [place] = places as [QueuePlace];
    await expect(dropEntries(place, ['a', 'none'])).rejects.toMatchObject({ code: 'NOT_QUEUED' });
    expect(await idsIn(place)).toEqual(['a', 'b', 'c']);
    expect((await dropEntries(place, ['c', 'a'])).map(({ id }) => id)).toEqual(['a', 'c']);
    expect(await idsIn(place)).toEqual(['b']);
  });

  it('tells a history of landings', async () => {
    const [place] = places as [QueuePlace];
    await fetchQueue(place);
    for (const [index, entry] of (await readQueue(place)).entries()) {
      const outcome = (['merged', 'gate-failed', 'conflicted'] as const)[index] ?? 'queued';
      await endOne(place, entry, { ...untriedResult(entry.id, head, 'because'), outcome });
    }
    await fetchQueue(place);
    expect(await readHistory(place)).toEqual({ landed: 1, ejected: 1 });
    expect(await readQueue(place)).toEqual([]);
  });
});

it('pauses a remote for everyone, and two clones change its queue without losing a change', async () => {
  const { places, head } = await createPlaces();
  const [here, there] = places.map((git) => ({ git, remote: 'origin' })) as [
    QueuePlace,
    QueuePlace,
  ];
  await pauseQueue(here, { at: null, by: 'Ann', reason: 'release' });
  await fetchQueue(there);
  expect(await readPause(there)).toMatchObject({ by: 'Ann', reason: 'release' });
  expect(await resumeQueue(there)).toMatchObject({ by: 'Ann' });
  await fetchQueue(here);
  expect(await readPause(here)).toBeNull();

  const queueTwo = async (place: QueuePlace, ids: string[]) => {
    for (const id of ids.map(parseStoryId)) {
      await queueOne(place, { id, head, priority: null, strategy: null });
    }
    await moveEntry(place, ids[1] ?? '', { to: 'first' });
  };
  await Promise.all([queueTwo(here, ['a', 'b']), queueTwo(there, ['c', 'd'])]);
  expect((await idsIn(here)).sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(await idsIn(here)).toEqual(await idsIn(there));
});

it('finds stories in trunk’s queue and in this repository’s own', async () => {
  const { work, places, head } = await createPlaces();
  const [git] = places as [Git];
  const [remote, local] = placesOf(git, { remote: 'origin' }) as [QueuePlace, QueuePlace];
  expect(placesOf(git, { remote: null })).toEqual([local]);
  for (const [place, ids] of [
    [remote, ['a', 'b']],
    [local, ['b', 'c']],
  ] as const) {
    for (const id of ids.map(parseStoryId)) {
      await queueOne(place, { id, head, priority: null, strategy: null });
    }
  }
  expect(await locateQueued([remote, local], ['c', 'b'])).toEqual([
    { place: remote, names: ['b'] },
    { place: local, names: ['c', 'b'] },
  ]);
  await expect(locateQueued([remote, local], ['c', 'x'])).rejects.toMatchObject({
    facts: { stories: ['x'], queued: ['a', 'b', 'b', 'c'] },
  });
  expect(await readRef(new Git(work.root), 'refs/storygate/queue/a')).toBeNull();
});
