import {
  planLanding,
  type ChainFacts,
  type ChainRun,
  type LandingAction,
  type Link,
} from './plan-landing';

/** A chain of stories a, b, c, …, each with the projects it touches and, by default, affects no others. */
function chainOf(...affected: readonly (string | null)[]): Link[] {
  return affected.map((projects, index) => {
    const set = new Set(projects === null ? [] : projects.split(' '));
    return {
      story: 'abcdefgh'.charAt(index),
      commit: `c${index + 1}`,
      attested: false,
      reach: projects === null ? null : { touches: set, affects: set },
    };
  });
}

function run(from: string, to: string, more: Partial<ChainRun> = {}): ChainRun {
  const covers = new Set(['p', 'q', 'r', 's']);
  return { from, to, result: 'passed', covers, blamed: [], onTrunk: null, ...more };
}

const red = (from: string, to: string, ...blamed: string[]): ChainRun =>
  run(from, to, { result: 'failed', blamed });

const redOnTrunk = (to: string, ...blamed: string[]): ChainRun => {
  const tasks = blamed.map((project) => ({ project, task: `${project}:test` }));
  return { ...red('trunk', to, ...blamed), onTrunk: { kind: 'red', tasks } };
};

function plan(
  chain: readonly Link[],
  runs: readonly ChainRun[],
  more: Partial<ChainFacts> = {},
): LandingAction {
  return planLanding({
    trunk: 'trunk',
    verify: 'every-commit',
    upTo: 'land',
    chain,
    runs,
    ...more,
  });
}

const gate = (from: number, to: number): LandingAction => ({ do: 'gate', from, to });
const proofsOf = (action: LandingAction) =>
  action.do === 'land' ? action.proofs.map(({ by }) => by) : action;

describe('planLanding', () => {
  it('has nothing to do for an empty chain', () => {
    expect(plan([], [])).toEqual({ do: 'nothing' });
  });

  it('gates as far as one run can prove every commit', () => {
    expect(plan(chainOf('p', 'q', 'r'), [])).toEqual(gate(0, 3));
    expect(plan(chainOf('p', 'q', 'q', 'r'), [])).toEqual(gate(0, 2));
    expect(plan(chainOf('p', 'p'), [])).toEqual(gate(0, 1));
    expect(plan(chainOf('p', null, 'q'), [])).toEqual(gate(0, 1));
    expect(plan(chainOf(null, 'q'), [])).toEqual(gate(0, 1));
  });

  it('lands what is proven at once, but where nothing is to land', () => {
    const [first, ...others] = chainOf('p', 'q', 'r') as [Link, Link, Link];
    const chain = [{ ...first, attested: true }, ...others];
    expect(proofsOf(plan(chain, []))).toEqual(['ledger']);
    const prove = { upTo: 'prove' } as const;
    expect(plan(chain, [], prove)).toEqual(gate(1, 3));
    const runs = [run('c1', 'c3')];
    expect(proofsOf(plan(chain, runs, prove))).toEqual(['ledger', 'same-inputs', 'run']);
  });

  it('lands disjoint stories by the run of the tip alone', () => {
    expect(proofsOf(plan(chainOf('p', 'q', 'r'), [run('trunk', 'c3')]))).toEqual([
      'same-inputs',
      'same-inputs',
      'run',
    ]);
  });

  it('gates each prefix whose projects a later story affects before anything of a green run lands', () => {
    const chain = chainOf('p', 'q', 'p q', 's');
    const runs = [run('trunk', 'c4')];
    expect(plan(chain, runs)).toEqual(gate(0, 2));
    runs.push(run('trunk', 'c2'));
    expect(proofsOf(plan(chain, runs))).toEqual(['same-inputs', 'run', 'same-inputs', 'run']);
  });

  it('takes no run for a proof of what the run did not cover', () => {
    expect(plan(chainOf('x', 'p'), [run('trunk', 'c2')])).toEqual(gate(0, 1));
    expect(plan(chainOf(null, 'p'), [run('trunk', 'c2')])).toEqual(gate(0, 1));
  });

  it('takes a run over several links for one of each only where it ran what that link touches', () => {
    expect(plan(chainOf('p', 'q'), [run('trunk', 'c2', { covers: new Set(['q']) })])).toEqual(
      gate(0, 1),
    );
    const chain = chainOf('p', 'p');
    const takenBack = run('trunk', 'c2', { covers: new Set() });
    const runs = [takenBack, run('trunk', 'c1')];
    expect(plan(chain, runs)).toEqual(gate(1, 2));
    const own = run('c1', 'c2');
    expect(plan(chain, [...runs, own])).toMatchObject({ proofs: [{ by: 'run' }, { run: own }] });
  });

  it('believes what is proven more than a run that was red, as a flaky one was', () => {
    const [first, ...others] = chainOf('p', 'q', 'q') as [Link, Link, Link];
    const chain = [{ ...first, attested: true }, ...others];
    const flaky = red('trunk', 'c1', 'p');
    const prove = { upTo: 'prove' } as const;
    expect(plan(chain, [flaky], prove)).toEqual(gate(1, 2));
    const runs = [flaky, run('c1', 'c2'), red('c2', 'c3', 'q')];
    expect(plan(chain, runs, prove)).toMatchObject({ do: 'eject', ejections: [{ link: 2 }] });
    expect(plan(chainOf('p'), [flaky, run('trunk', 'c1')])).toMatchObject({ do: 'land' });
  });

  it('asks for the tip only where the policy says so', () => {
    const batch = { verify: 'batch-tip' } as const;
    expect(proofsOf(plan(chainOf('p', 'p'), [run('trunk', 'c2')], batch))).toEqual([
      'batch-tip',
      'run',
    ]);
  });

  it('leaves runs of other candidates out of account', () => {
    expect(plan(chainOf('p', 'q'), [run('old', 'c2'), red('trunk', 'gone', 'p')])).toEqual(
      gate(0, 2),
    );
  });

  it('ejects every story that is the only suspect for something, and keeps the others', () => {
    const failed = red('trunk', 'c3', 'p', 'r');
    expect(plan(chainOf('p', 'q', 'r'), [failed])).toEqual({
      do: 'eject',
      run: failed,
      ejections: [
        { link: 0, projects: ['p'], cleared: [] },
        { link: 2, projects: ['r'], cleared: [] },
      ],
    });
  });

  it('tells several suspects apart by prefix on the same base', () => {
    const chain = chainOf('p', 'q', 'p', 'p');
    const runs = [red('trunk', 'c4', 'p')];
    expect(plan(chain, runs)).toEqual(gate(0, 3));
    expect(plan(chain, [...runs, red('trunk', 'c3', 'p')])).toEqual(gate(0, 1));
    const found = plan(chain, [...runs, red('trunk', 'c3', 'p'), run('trunk', 'c1')]);
    expect(found).toMatchObject({
      do: 'eject',
      ejections: [{ link: 2, projects: ['p'], cleared: ['a'] }],
    });
    expect(plan(chain, [...runs, run('trunk', 'c3')])).toMatchObject({ ejections: [{ link: 3 }] });
  });

  it('suspects every story where a run can not tell what it blames', () => {
    const broken = run('trunk', 'c2', { result: 'did-not-run' });
    expect(plan(chainOf('p', 'q'), [broken])).toEqual(gate(0, 1));
    const first = run('trunk', 'c1', { result: 'did-not-run' });
    expect(plan(chainOf('p', 'q'), [broken, first])).toMatchObject({ ejections: [{ link: 0 }] });
  });

  it('ejects a story that is red by itself and mended by a later one', () => {
    const runs = [run('trunk', 'c2'), red('trunk', 'c1', 'p')];
    expect(plan(chainOf('p', 'p'), runs)).toMatchObject({ ejections: [{ link: 0, cleared: [] }] });
  });

  it('blames no story for what is red on trunk', () => {
    const failed = redOnTrunk('c2', 'p');
    expect(plan(chainOf('p', 'q'), [failed])).toEqual({ do: 'halt', trouble: failed.onTrunk });
  });

  it('blames no story for what does not run on trunk', () => {
    const onTrunk = { kind: 'did-not-run', reason: 'npm ci failed' } as const;
    const broken = run('trunk', 'c2', { result: 'did-not-run', covers: new Set(), onTrunk });
    const halt = { do: 'halt', trouble: onTrunk };
    expect(plan(chainOf('p', 'q'), [broken])).toEqual(halt);
    const chain = chainOf('p', 'p');
    const prove = { upTo: 'prove' } as const;
    const late = { ...broken, covers: new Set(['p']) };
    expect(plan(chain, [late, run('trunk', 'c1', { covers: new Set(['q']) })], prove)).toEqual(
      halt,
    );
    expect(plan(chain, [late, run('trunk', 'c1')], prove)).toMatchObject({
      do: 'eject',
      ejections: [{ link: 1 }],
    });
  });

  it('looks for a story that mends trunk before one that breaks it again', () => {
    const batch = { verify: 'batch-tip' } as const;
    const chain = chainOf('p', 'q', 'p', 'p');
    const runs = [redOnTrunk('c4', 'p')];
    expect(plan(chain, runs, batch)).toEqual(gate(0, 3));
    runs.push(redOnTrunk('c3', 'p'));
    expect(plan(chain, runs, batch)).toEqual(gate(0, 1));
    expect(plan(chain, [...runs, redOnTrunk('c1', 'p')], batch)).toMatchObject({ do: 'halt' });
    const found = plan(chain, [...runs, run('trunk', 'c1')], batch);
    expect(found).toMatchObject({ do: 'eject', run: runs[1], ejections: [{ link: 2 }] });
  });

  it('takes nothing for mended that a green run did not cover', () => {
    const chain = chainOf('p', 'p', 'p', 'p');
    const prove = { upTo: 'prove' } as const;
    // What c3 takes back is as it was on trunk, so c4 is not to blame.
    const runs = [
      redOnTrunk('c4', 'p'),
      run('trunk', 'c1'),
      run('trunk', 'c3', { covers: new Set() }),
    ];
    expect(plan(chain, runs, prove)).toMatchObject({ do: 'halt' });
    const after = run('c1', 'c3', { covers: new Set() });
    expect(plan(chain, [...runs, after], prove)).toMatchObject({ ejections: [{ link: 3 }] });
  });

  it('lands what is proven before it halts', () => {
    const [first, ...others] = chainOf('p', 'q') as [Link, Link];
    const chain = [{ ...first, attested: true }, ...others];
    expect(proofsOf(plan(chain, [redOnTrunk('c2', 'q')]))).toEqual(['ledger']);
  });

  it('plans for a thousand stories in less than 100 ms', () => {
    const chain = chainOf(...Array.from({ length: 1000 }, (_, n) => namesFrom(n)));
    const covers = new Set(chain.flatMap(({ reach }) => [...(reach?.affects ?? [])]));
    const runs = [run('trunk', 'c1000', { covers })];
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      expect(plan(chain, runs)).toMatchObject({ do: 'land' });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

/** Twenty projects that nobody else affects. */
function namesFrom(story: number): string {
  return Array.from({ length: 20 }, (_, index) => `${story}.${index}`).join(' ');
}
