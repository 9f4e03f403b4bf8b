import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createRepository } from '@storygate/testing';
import { Git } from '../git/git';
import { parseCommitSha, parseObjectId } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { parseOptions } from '../options/options';
import { formatEntryTag, parseCommitTime, parseEntryTag } from './entry-tag';
import { compareEntries, type BrokenEntry } from './queue-entry';
import { localQueue } from './queue-place';
import { readLocalQueue, readQueue } from './read-queue';
import { queueOne } from './one-entry.fixture';

const AT = { priority: 0, rank: 5, queuedAt: '2026-01-01T00:00:00.000Z', strategy: null };

async function createQueue() {
  const repository = await createRepository();
  const git = new Git(repository.root);
  const head = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
  const put = (name: string, object: string) =>
    repository.git('update-ref', `refs/storygate/queue/${name}`, object);
  const tag = (text: string) => git.line(['mktag', '--no-strict'], { input: text });
  const lose = (object: string) => {
    rmSync(join(repository.root, '.git/objects', object.slice(0, 2), object.slice(2)));
  };
  return { repository, git, head, put, tag, lose, place: localQueue(git) };
}

it('reads what is queued in the order of priority, rank and id', async () => {
  const { head, put, tag, place } = await createQueue();
  const ranks = { late: [0, 9], b: [0, 5], a: [0, 5], urgent: [10, 99], idle: [-1, 1] } as const;
  for (const [id, [priority, rank]] of Object.entries(ranks)) {
    await put(id, await tag(formatEntryTag(parseStoryId(id), head, { ...AT, priority, rank })));
  }
  const queue = await readQueue(place);
  expect(queue.map(({ id }) => id)).toEqual(['urgent', 'a', 'b', 'late', 'idle']);
  expect(queue[0]).toEqual({
    ...AT,
    ...{ id: 'urgent', head, priority: 10, rank: 99 },
    object: queue[0]?.object,
    problem: null,
  });
});

it('takes the bare commit of an older client, by the date of that commit', async () => {
  const { head, put, place } = await createQueue();
  await put('login', head);
  const [entry] = await readQueue(place);
  expect(entry).toMatchObject({ id: 'login', head, object: head, priority: 0, problem: null });
  expect(new Date(entry?.rank ?? 0).toISOString()).toBe(entry?.queuedAt);
});

it('lists whatever else is there with its problem, and stops at none of it', async () => {
  const { repository, head, git, put, tag, lose, place } = await createQueue();
  const sound = formatEntryTag(parseStoryId('sound'), head, AT);
  const tagged = await tag(sound);
  const message = (text: string) => sound.replace(/\{.*\}/, text);
  const settings = (change: object) => message(JSON.stringify({ version: 1, ...AT, ...change }));
  await put('sound', tagged);
  await put('tree', `${head}^{tree}`);
  await put('blob', `${head}:README.md`);
  await put('not.an-id', head);
  await put('below/that', head);
  await put(
    'twice',
    await tag(message('').replace(head, tagged).replace('type commit', 'type tag')),
  );
  const lostHead = await repository.git('commit-tree', `${head}^{tree}`, '-m', 'lost');
  await put('lost-head', await tag(sound.replace(head, lostHead)));
  lose(lostHead);
  const lost = await repository.git('commit-tree', `${head}^{tree}`, '-m', 'lost too');
  await put('lost', lost);
  lose(lost);
  const damaged = {
    empty: message(''),
    words: message('merge me'),
    newer: settings({ version: 2 }),
    high: settings({ priority: 101 }),
    half: settings({ priority: 0.5 }),
    endless: message(
      '{"version":1,"priority":0,"rank":1e999,"queuedAt":"2026-01-01","strategy":null}',
    ),
    never: settings({ queuedAt: 'never' }),
    other: settings({ strategy: 'rebase' }),
    huge: message(`{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`),
    binary: message('\u0000'.repeat(9)),
  };
  for (const [id, text] of Object.entries(damaged)) {
    const object = await git.line(['hash-object', '-t', 'tag', '-w', '--stdin', '--literally'], {
      input: text,
    });
    await put(id, object);
  }
  const queue = await readQueue(place);
  const problems = Object.fromEntries(queue.map(({ id, problem }) => [id, problem]));
  const record = 'its record in the queue is damaged';
  expect(problems).toEqual({
    sound: null,
    tree: 'what is queued is a tree, not a commit',
    blob: 'what is queued is a blob, not a commit',
    'not.an-id': "not.an-id is no story's id",
    'below/that': "below/that is no story's id",
    twice: 'what is queued is a tag of a tag, not of a commit',
    'lost-head': 'the commit that is queued is gone from the repository',
    lost: `what is queued is gone from the repository: ${lost}`,
    ...Object.fromEntries(Object.keys(damaged).map((id) => [id, record])),
    huge: 'its record in the queue is too long',
  });
  expect(queue.find(({ id }) => id === 'lost-head')).toMatchObject({ head: null });
});

it('takes one of two names that differ only in case', async () => {
  const { head, put, place } = await createQueue();
  await put('Login', head);
  await put('login', head);
  expect((await readQueue(place)).map(({ id, problem }) => [id, problem])).toEqual([
    ['Login', null],
    ['login', 'story Login is queued too, and differs only in case'],
  ]);
  const again = queueOne(place, {
    id: parseStoryId('LOGIN'),
    head,
    priority: null,
    strategy: null,
  });
  await expect(again).rejects.toMatchObject({ kind: 'refusal', code: 'QUEUE_NAME_TAKEN' });
});

it('does not land a story that was removed after it was queued', async () => {
  const { repository, git, head, place } = await createQueue();
  for (const id of ['kept', 'removed'].map(parseStoryId)) {
    await queueOne(place, { id, head, priority: null, strategy: null });
  }
  await repository.git('branch', 'story/kept');
  const queue = await readLocalQueue(git, parseOptions({}));
  expect(queue.map(({ id, problem }) => [id, problem])).toEqual([
    ['kept', null],
    ['removed', 'story removed was removed after it was queued'],
  ]);
});

it('writes entries that it reads back', () => {
  const head = parseCommitSha('1'.repeat(40));
  const settings = fc.record({
    priority: fc.integer({ min: -100, max: 100 }),
    rank: fc.maxSafeInteger(),
    queuedAt: fc
      .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    strategy: fc.constantFrom(null, 'squash' as const, 'merge' as const),
  });
  fc.assert(
    fc.property(settings, (one) => {
      const text = formatEntryTag(parseStoryId('login'), head, one);
      expect(parseEntryTag(text)).toEqual({ kind: 'commit', settings: { version: 1, ...one } });
    }),
  );
});

it('survives any text as a tag or a commit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parseEntryTag(`object 1\ntype commit\n\n${text}`).settings).toBeNull();
      parseCommitTime(text);
    }),
  );
  expect(parseCommitTime('tree 1\ncommitter A <a> 99999999999999999 +0000\n\n')).toBeNull();
  expect(parseCommitTime('tree 1\n\ncommitter A <a> 1 +0000\n\n')).toBeNull();
});

it('orders entries totally', () => {
  const entry = fc
    .record({
      priority: fc.integer({ min: -2, max: 2 }),
      rank: fc.nat(3),
      id: fc.constantFrom('a', 'B', 'b', 'c'),
    })
    .map((facts): BrokenEntry => ({
      ...facts,
      ...{ object: parseObjectId('1'.repeat(40)), head: null, queuedAt: null },
      ...{ strategy: null, problem: 'any' },
    }));
  fc.assert(
    fc.property(entry, entry, entry, (a, b, c) => {
      expect(Math.sign(compareEntries(a, b))).toBe(-Math.sign(compareEntries(b, a)) + 0);
      if (compareEntries(a, b) <= 0 && compareEntries(b, c) <= 0) {
        expect(compareEntries(a, c)).toBeLessThanOrEqual(0);
      }
      if (compareEntries(a, b) === 0) expect(a.id).toBe(b.id);
    }),
  );
});
