import fc from 'fast-check';
import type { Case, Incident } from './drive';
import type { Change, World } from './world';

const PROJECTS = ['p', 'q', 'r', 's', 't'];
const STORIES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** Changes that come onto trunk past the queue. */
const PUSHED = ['x', 'y'];

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(value, { freq: 7, nil: null });
const rarelyNot = <T>(usual: T, value: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, value);
const forEach = <T>(names: readonly string[], value: (index: number) => fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(names.map((name, index) => [name, value(index)])));

const story = fc.constantFrom(...STORIES);
const projects = fc.subarray(PROJECTS);

const change: fc.Arbitrary<Change> = fc.record({
  touches: fc.subarray(PROJECTS, { maxLength: 3 }),
  fault: fc.constantFrom('none', 'none', 'none', 'none', 'plain', 'plain', 'silent'),
  clashesWith: rarely(story),
  mends: fc.option(fc.constantFrom(...STORIES, 'trunk'), { freq: 2, nil: null }),
  reverts: rarely(story),
  conflictsWith: rarely(story),
});

const world: fc.Arbitrary<World> = fc.record({
  projects: forEach(PROJECTS, (index) => fc.subarray(PROJECTS.slice(0, index))).map(addIndirect),
  redOnTrunk: rarelyNot([], projects),
  changes: forEach([...STORIES, ...PUSHED], () => change).map(makeRevertsTrue),
  extraReach: forEach(STORIES, () =>
    fc.oneof(fc.constant([]), fc.constant([]), projects, fc.constant(null)),
  ),
  blames: fc.constantFrom('all', 'first'),
});

const incident: fc.Arbitrary<Incident> = fc.oneof(
  fc.record({
    before: fc.nat({ max: 20 }),
    kind: fc.constantFrom('enqueue', 'prefer', 'drop', 'prove', 'prove-flaky', 'die'),
    story,
  }),
  fc.record({
    before: fc.nat({ max: 20 }),
    kind: fc.constant('push'),
    story: fc.constantFrom(...PUSHED),
  }),
);

/** Any queue of up to eight stories, with whatever may go wrong. */
export const anyCase: fc.Arbitrary<Case> = fc.record({
  world,
  verify: fc.constantFrom('every-commit', 'batch-tip'),
  upTo: fc.constantFrom('land', 'land', 'prove'),
  queue: fc.shuffledSubarray(STORIES, { minLength: 1 }),
  batch: fc.integer({ min: 1, max: STORIES.length }),
  incidents: fc.array(incident, { maxLength: 6 }),
});

/** A queue that nothing befalls, where no story mends another and a gate run of the tip blames all that is red. */
export const quietCase: fc.Arbitrary<Case> = anyCase.map((any) => ({
  ...any,
  verify: 'batch-tip',
  incidents: [],
  world: { ...any.world, changes: makePlain(any.world.changes), blames: 'all' },
}));

/** A queue whose first story mends all that is red on trunk. */
export const mendedCase: fc.Arbitrary<Case> = anyCase.map((any) => {
  const [first = ''] = any.queue;
  const mend = { touches: PROJECTS, fault: 'none', clashesWith: null, mends: 'trunk' } as const;
  const changes = makeRevertsTrue({
    ...any.world.changes,
    [first]: { ...mend, reverts: null, conflictsWith: null },
  });
  return { ...any, incidents: [], world: { ...any.world, redOnTrunk: ['p'], changes } };
});

function addIndirect(direct: World['projects']): World['projects'] {
  const all: Record<string, string[]> = {};
  for (const [name, some] of Object.entries(direct))
    all[name] = [...new Set(some.flatMap((one) => [one, ...(all[one] ?? [])]))];
  return all;
}

/** What takes another story back has the same files and no fault, and nobody takes it back. */
function makeRevertsTrue(changes: World['changes']): World['changes'] {
  return mapChanges(changes, (one, name) => {
    const other = one.reverts === null || one.reverts === name ? null : changes[one.reverts];
    if (other?.reverts !== null) return { ...one, reverts: null };
    return { ...one, touches: other.touches, fault: 'none', clashesWith: null, mends: null };
  });
}

function makePlain(changes: World['changes']): World['changes'] {
  return mapChanges(changes, (one) => ({
    ...one,
    fault: one.fault === 'silent' ? 'plain' : one.fault,
    mends: null,
    reverts: null,
  }));
}

function mapChanges(
  changes: World['changes'],
  make: (change: Change, name: string) => Change,
): World['changes'] {
  return Object.fromEntries(Object.entries(changes).map(([name, one]) => [name, make(one, name)]));
}
