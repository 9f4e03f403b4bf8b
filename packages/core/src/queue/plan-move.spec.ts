import fc from 'fast-check';
import { parseCommitSha, parseObjectId } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { planMove, type Destination, type Move } from './plan-move';
import { compareEntries, withProblem, type QueueEntry, type SoundEntry } from './queue-entry';

const entryOf = (id: string, priority: number, rank: number): SoundEntry => ({
  ...{ id: parseStoryId(id), head: parseCommitSha('1'.repeat(40)), priority, rank },
  ...{ object: parseObjectId('2'.repeat(40)), queuedAt: null, strategy: null, problem: null },
});

/** The ids in their order after the moves. */
function orderAfter(queue: readonly QueueEntry[], moves: readonly Move[]): string[] {
  return queue
    .map((entry) => ({ ...entry, ...moves.find((move) => move.entry === entry) }))
    .sort(compareEntries)
    .map(({ id }) => id);
}

const QUEUE = [
  entryOf('urgent', 10, 400),
  entryOf('a', 0, 100),
  entryOf('b', 0, 101),
  entryOf('c', 0, 300),
  entryOf('idle', -5, 50),
];

it.each<[string, Destination, object[]]>([
  ['c', { to: 'first' }, [{ id: 'c', priority: 10, rank: 399 }]],
  ['b', { to: 'last' }, [{ id: 'b', priority: -5, rank: 51 }]],
  ['idle', { to: 'before', story: 'c' }, [{ id: 'idle', priority: 0, rank: 299 }]],
  [
    'c',
    { to: 'before', story: 'b' },
    [
      { id: 'c', priority: 0, rank: 100 },
      { id: 'a', priority: 0, rank: 99 },
    ],
  ],
  ['urgent', { to: 'first' }, []],
  ['idle', { to: 'last' }, []],
  ['a', { to: 'before', story: 'b' }, []],
  ['a', { to: 'before', story: 'a' }, []],
])('moves %s %j', (id, where, expected) => {
  const moves = planMove(QUEUE, id, where);
  expect(moves.map(({ entry, priority, rank }) => ({ id: entry.id, priority, rank }))).toEqual(
    expected,
  );
});

it('refuses what is not queued, and what can only be ended', () => {
  const broken = [...QUEUE, withProblem(entryOf('broken', 0, 0), 'any')];
  for (const [id, where] of [
    ['none', { to: 'first' }],
    ['a', { to: 'before', story: 'none' }],
    ['broken', { to: 'first' }],
  ] as const) {
    expect(() => planMove(broken, id, where)).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'NOT_QUEUED' }),
    );
  }
});

it('puts any entry of any queue where it should be, and keeps the others in their order', () => {
  const queue = fc
    .uniqueArray(
      fc.record({
        id: fc.constantFrom(...'abcdefgh'.split('')),
        priority: fc.integer({ min: -1, max: 1 }),
        rank: fc.integer({ min: 0, max: 4 }),
      }),
      { selector: ({ id }) => id, minLength: 1 },
    )
    .map((facts) => facts.map(({ id, priority, rank }) => entryOf(id, priority, rank)));
  fc.assert(
    fc.property(queue, fc.nat(), fc.nat(), fc.nat(2), (entries, one, other, kind) => {
      const id = entries[one % entries.length]?.id ?? '';
      const story = entries[other % entries.length]?.id ?? '';
      const where: Destination =
        kind < 2 ? { to: kind ? 'first' : 'last' } : { to: 'before', story };
      const rest = orderAfter(entries, []).filter((each) => each !== id);
      const at = where.to === 'first' ? 0 : where.to === 'last' ? rest.length : rest.indexOf(story);
      const expected =
        where.to === 'before' && id === story
          ? orderAfter(entries, [])
          : [...rest.slice(0, at), id, ...rest.slice(at)];
      expect(orderAfter(entries, planMove(entries, id, where))).toEqual(expected);
    }),
  );
});
