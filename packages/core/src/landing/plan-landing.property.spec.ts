import fc from 'fast-check';
import { anyCase, mendedCase, quietCase } from './model/any-case';
import { drive, type Case, type Planner } from './model/drive';
import { haltsForNoMend, rules, searchesByHalves, type Rule } from './model/rules';
import { planLanding, type ChainFacts, type ChainRun, type Reach } from './plan-landing';

/** Planners with one thing wrong, by the rule that this one breaks. */
const mutants: Record<keyof typeof rules, Record<string, Planner>> = {
  'lands only what is green': {
    'takes the tip for a proof of all before it': (facts) =>
      planLanding({ ...facts, verify: 'batch-tip' }),
  },
  'proves each commit by a run of all that it affects': {
    'does not ask what depends on a project': (facts) =>
      planLanding(withReach(facts, ({ touches }) => ({ touches, affects: touches }))),
  },
  'ejects no innocent': {
    'does not look at trunk': (facts) =>
      planLanding(withRuns(facts, (run) => [{ ...run, onTrunk: null }])),
    'asks trunk only about what failed': (facts) =>
      planLanding(
        withRuns(facts, (run) => [run.result === 'did-not-run' ? { ...run, onTrunk: null } : run]),
      ),
    'takes for mended what was green once': (facts) =>
      planLanding(
        withRuns(facts, (run) => [{ ...run, covers: new Set(['p', 'q', 'r', 's', 't']) }]),
      ),
    'sends back all that a red run may blame': (facts) => {
      const action = planLanding(facts);
      if (action.do !== 'eject') return action;
      const end = facts.chain.findIndex(({ commit }) => commit === action.run.to) + 1;
      const ejections = facts.chain
        .slice(0, end)
        .map((_, link) => ({ link, projects: action.run.blamed, cleared: [] }));
      return { ...action, ejections };
    },
  },
  'halts only for what is red on trunk': {
    'takes trunk for the culprit': (facts) =>
      planLanding(
        withRuns(facts, (run) => {
          const tasks = run.blamed.map((project) => ({ project, task: project }));
          return [{ ...run, onTrunk: tasks.length === 0 ? null : { kind: 'red', tasks } }];
        }),
      ),
  },
  'gates nothing twice': {
    'forgets what gave no result': (facts) =>
      planLanding(withRuns(facts, (run) => (run.result === 'did-not-run' ? [] : [run]))),
  },
  'ends each story after a bounded number of runs': {
    'forgets what was red': (facts) =>
      planLanding(withRuns(facts, (run) => (run.result === 'passed' ? [run] : []))),
  },
};

/** Looks for a culprit from one story to the next. */
const planStepByStep: Planner = (facts) => {
  const action = planLanding(facts);
  const isSearch = facts.runs.some(
    ({ result, to }) => result !== 'passed' && facts.chain.some(({ commit }) => commit === to),
  );
  return action.do === 'gate' && isSearch ? { ...action, to: action.from + 1 } : action;
};

/** Halts at the first task that fails on trunk too. */
const planWithoutMends: Planner = (facts) => {
  const commits = facts.chain.map(({ commit }) => commit);
  const red = facts.runs.find(({ to, onTrunk }) => onTrunk !== null && commits.includes(to));
  const trouble = red?.onTrunk ?? null;
  return trouble === null ? planLanding(facts) : { do: 'halt', trouble };
};

describe('planLanding, in any world', () => {
  it('keeps every rule', () => {
    fc.assert(
      fc.property(anyCase, (work) => {
        const history = drive(planLanding, work);
        for (const rule of Object.values<Rule>(rules)) expect(rule(history, work)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  const wrong = Object.entries(mutants).flatMap(([name, planners]) =>
    Object.entries(planners).map(
      ([what, plan]) => [name as keyof typeof rules, what, plan] as const,
    ),
  );
  it.each(wrong)('%s: not a planner that %s', (name, _, plan) => {
    expect(isBroken(rules[name], anyCase, plan)).toBe(true);
  });

  it('finds a culprit in the logarithm of the batch', () => {
    expect(isBroken(searchesByHalves, quietCase, planLanding)).toBe(false);
    expect(isBroken(searchesByHalves, quietCase, planStepByStep)).toBe(true);
  });

  it('lands what mends trunk, also where a later story breaks it again', () => {
    expect(isBroken(haltsForNoMend, anyCase, planLanding)).toBe(false);
    expect(isBroken(haltsForNoMend, mendedCase, planLanding)).toBe(false);
    expect(isBroken(haltsForNoMend, mendedCase, planWithoutMends)).toBe(true);
  });
});

/** Whether a planner breaks a rule in one of many cases, the same ones each time. */
function isBroken(rule: Rule, cases: fc.Arbitrary<Case>, plan: Planner): boolean {
  const keeps = fc.property(cases, (work) => rule(drive(plan, work), work).length === 0);
  return fc.check(keeps, { seed: 4, numRuns: 2000, endOnFailure: true }).failed;
}

function withRuns(facts: ChainFacts, make: (run: ChainRun) => ChainRun[]): ChainFacts {
  return { ...facts, runs: facts.runs.flatMap(make) };
}

function withReach(facts: ChainFacts, make: (reach: Reach) => Reach): ChainFacts {
  const chain = facts.chain.map((link) => ({
    ...link,
    reach: link.reach === null ? null : make(link.reach),
  }));
  return { ...facts, chain };
}
