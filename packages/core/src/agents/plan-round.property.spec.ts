import fc from 'fast-check';
import { planRound, type Round, type RoundAction, type RoundGate } from './plan-round';

/** Red ones come more often, so that there are many rounds. */
const VERDICTS = ['passed', 'failed', 'failed', 'did-not-run', 'failed', 'stopped'] as const;

const rarely = (name: string) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, fc.constant([name]));

/** What an agent may do in a turn, and what the gate would say of it. */
const anyTurn = fc.record({
  turn: fc.oneof(
    { weight: 6, arbitrary: fc.constant({ kind: 'ended' } as const) },
    fc.constantFrom(
      { kind: 'failed', why: 'no' } as const,
      { kind: 'asks', question: 'what?' } as const,
      { kind: 'over' } as const,
    ),
  ),
  denied: fc.array(fc.constant('rm'), { maxLength: 1 }),
  obstacle: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.constant('a rebase')),
  tree: fc.constantFrom('base', 'a', 'b', 'c', 'd', 'e', 'f'),
  // A sync brings trunk's newer tree.
  baseTree: fc.oneof({ weight: 6, arbitrary: fc.constant('base') }, fc.constant('f')),
  uncommitted: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constant('hook')),
  noticed: fc.record({
    'main-checkout': rarely('a.txt'),
    trunk: rarely('c0ffee'),
    refused: rarely('git push'),
    hooks: rarely('/w'),
    governing: rarely('nx.json'),
    tests: rarely('a.spec.ts'),
  }),
  verdict: fc.record({
    result: fc.constantFrom<RoundGate['result']>(...VERDICTS),
    failures: fc.subarray(['x', 'y', 'z']),
  }),
});

const anyCase = fc.record({
  turns: fc.array(anyTurn, { minLength: 8, maxLength: 8 }),
  mostRounds: fc.integer({ min: 1, max: 8 }),
  /** The step before which the clock runs out. */
  lastStep: fc.integer({ min: 0, max: 30 }),
});

type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

/** Plays a case to its end; null when it does not come to one. */
function play({ turns, mostRounds, lastStep }: Case) {
  const rounds: Round[] = [];
  const gated: string[] = [];
  for (let step = 0; step < 40; step++) {
    const time = step < lastStep ? ('left' as const) : ('over' as const);
    const action: RoundAction = planRound({ rounds, mostRounds, time });
    switch (action.do) {
      case 'end':
        return { action, rounds, gated };
      case 'run-gate': {
        const last = rounds.pop()!;
        gated.push(last.tree);
        expect(last.tree).not.toBe(last.baseTree);
        rounds.push({ ...last, gate: turns[rounds.length]!.verdict });
        break;
      }
      case 'start-agent':
      case 'send-digest': {
        const { verdict, ...left } = turns[rounds.length]!;
        rounds.push({ ...left, gate: null });
        break;
      }
    }
  }
  return null;
}

it('always comes to an end that its rounds bear out', () => {
  const ends = new Map<string, number>();
  fc.assert(
    fc.property(anyCase, (given) => {
      const end = play(given);
      expect(end).not.toBeNull();
      const { action, rounds, gated } = end!;
      ends.set(action.state, (ends.get(action.state) ?? 0) + 1);
      expect(rounds.length).toBeLessThanOrEqual(given.mostRounds);
      expect(new Set(gated).size).toBe(gated.length);
      const last = rounds.at(-1);
      const isGreen = last?.gate?.result === 'passed';
      expect(action.state === 'ready').toBe(
        isGreen &&
          last.noticed.governing.length + last.noticed.tests.length === 0 &&
          rounds.every(({ noticed }) => noticed.trunk.length === 0),
      );
      expect(action.reason).not.toBe('');
    }),
    { numRuns: 2_000 },
  );
  expect([...ends.keys()].sort()).toEqual(
    ['failed', 'needs-attention', 'out-of-rounds', 'out-of-time', 'ready', 'stuck'].sort(),
  );
});
