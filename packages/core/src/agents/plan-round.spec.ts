import { planRound, type Round, type RoundFacts } from './plan-round';

const RED = { result: 'failed', failures: ['cart:test'] } as const;
const GREEN = { result: 'passed', failures: [] } as const;

const NOTHING: Round['noticed'] = {
  ...{ 'main-checkout': [], trunk: [], refused: [], hooks: [], governing: [], tests: [] },
};

function round(more: Partial<Round> = {}): Round {
  return {
    ...{ turn: { kind: 'ended' }, denied: [], obstacle: null },
    ...{ tree: 'changed', baseTree: 'base', uncommitted: null, noticed: NOTHING, gate: null },
    ...more,
  };
}

const plan = (rounds: readonly Round[], more: Partial<RoundFacts> = {}) =>
  planRound({ rounds, mostRounds: 5, time: 'left', ...more });

describe('planRound', () => {
  it('goes from the agent to the gate, and with what failed back to the agent', () => {
    expect(plan([])).toEqual({ do: 'start-agent' });
    expect(plan([round()])).toEqual({ do: 'run-gate' });
    expect(plan([round({ gate: RED })])).toEqual({ do: 'send-digest' });
    expect(plan([round({ gate: RED }), round({ tree: 'next' })])).toEqual({ do: 'run-gate' });
  });

  it('is ready when the gate is green', () => {
    expect(plan([round({ gate: GREEN })])).toMatchObject({ do: 'end', state: 'ready' });
    // Green counts, however late.
    const late = { mostRounds: 1, time: 'over' } as const;
    expect(plan([round({ gate: GREEN })], late)).toMatchObject({ state: 'ready' });
  });

  it('sends back what could not be committed, without a gate', () => {
    expect(plan([round({ tree: 'base', uncommitted: 'lint-staged failed' })])).toEqual({
      do: 'send-digest',
    });
  });

  it.each([
    ['fails', { turn: { kind: 'failed', why: 'no login' } }, 'failed', 'no login'],
    ['is stopped at the limit', { turn: { kind: 'over' } }, 'out-of-time', 'time limit'],
    [
      'asks',
      { turn: { kind: 'asks', question: 'Which port?' } },
      'needs-attention',
      'it asks: Which port?',
    ],
    [
      'leaves a rebase half-done',
      { obstacle: 'a rebase stands half-done' },
      'needs-attention',
      'a rebase stands half-done',
    ],
    ['changes nothing', { tree: 'base' }, 'stuck', 'it changed nothing'],
    [
      'works elsewhere',
      { tree: 'base', noticed: { ...NOTHING, 'main-checkout': ['a.txt'] } },
      'stuck',
      'main checkout',
    ],
    [
      'changes nothing for want of a permission',
      { tree: 'base', denied: ['Bash npm i'] },
      'needs-attention',
      'permission: Bash npm i',
    ],
    [
      'is red for want of a permission',
      { gate: RED, denied: ['Bash npm i'] },
      'needs-attention',
      'permission: Bash npm i',
    ],
    [
      'is green by changing what governs gates',
      { gate: GREEN, noticed: { ...NOTHING, governing: ['jest.config.js'] } },
      'needs-attention',
      'jest.config.js',
    ],
    [
      'is green by taking a test away',
      { gate: GREEN, noticed: { ...NOTHING, tests: ['cart.test.js'] } },
      'needs-attention',
      'it tests less than trunk: cart.test.js',
    ],
    [
      'is green while trunk got what nothing proves',
      { gate: GREEN, noticed: { ...NOTHING, governing: ['nx.json'], trunk: ['c0ffee'] } },
      'needs-attention',
      'trunk got what nothing proves while it worked: c0ffee; it changed what governs gates: nx.json',
    ],
    [
      'is green and was refused a push',
      { gate: GREEN, noticed: { ...NOTHING, refused: ['git push'] } },
      'ready',
      'green',
    ],
  ] as [string, Partial<Round>, string, string][])(
    'ends when the agent %s',
    (_, more, state, said) => {
      const action = plan([round(more)]);
      expect(action).toMatchObject({ do: 'end', state });
      expect(action).toMatchObject({ reason: expect.stringContaining(said) as unknown });
    },
  );

  it('doubts a green gate for what came onto trunk in any turn, and for what the last one left', () => {
    const first = (noticed: Partial<Round['noticed']>) =>
      plan([
        round({ tree: 'a', gate: RED, noticed: { ...NOTHING, ...noticed } }),
        round({ gate: GREEN }),
      ]);
    expect(first({ trunk: ['c0ffee'] })).toMatchObject({ state: 'needs-attention' });
    expect(first({ governing: ['nx.json'], tests: ['a.spec.ts'] })).toMatchObject({
      state: 'ready',
    });
  });

  it('is stuck on a tree that was gated before, without gating it again', () => {
    const rounds = [round({ tree: 'a', gate: RED }), round({ tree: 'b', gate: RED })];
    expect(plan([...rounds, round({ tree: 'a' })])).toMatchObject({ do: 'end', state: 'stuck' });
  });

  it('is stuck when the same fails three times in a row, whatever changes', () => {
    const red = (tree: string, failure: string) =>
      round({ tree, gate: { result: 'failed', failures: [failure] } });
    expect(plan([red('a', 'x'), red('b', 'x')])).toEqual({ do: 'send-digest' });
    expect(plan([red('a', 'y'), red('b', 'x'), red('c', 'x')])).toEqual({ do: 'send-digest' });
    expect(plan([red('a', 'x'), red('b', 'x'), red('c', 'x')])).toMatchObject({ state: 'stuck' });
  });

  it('ends when rounds or time are used up', () => {
    expect(plan([round({ gate: RED })], { mostRounds: 1 })).toMatchObject({
      state: 'out-of-rounds',
    });
    expect(plan([round({ gate: RED })], { time: 'over' })).toMatchObject({ state: 'out-of-time' });
    expect(plan([], { time: 'over' })).toMatchObject({ state: 'out-of-time' });
  });

  it('ends when its gate was stopped, whatever else is used up', () => {
    const stopped = round({ gate: { result: 'stopped', failures: [] } });
    expect(plan([stopped], { mostRounds: 1, time: 'over' })).toMatchObject({
      state: 'out-of-time',
      reason: expect.stringContaining('its gate was stopped') as unknown,
    });
  });

  it('never takes for green what did not run', () => {
    expect(plan([round({ gate: { result: 'did-not-run', failures: [] } })])).toEqual({
      do: 'send-digest',
    });
  });
});
