import fc from 'fast-check';
import { judge, planExpectation, type Expectation } from './judge';
import { taskId, type TaskRecord } from './recorded-task';

const POLICY = { targetName: 'gate', targets: ['lint', 'test', 'build'] };

/** Stands for the gate that the plugin infers, wherever an executor is asked for. */
const INFERRED = 'inferred';

const project = (name: string, targets: Record<string, string | null>) => ({
  name,
  targets: Object.fromEntries(
    Object.entries(targets).map(([target, executor]) => [
      target,
      executor === INFERRED
        ? { executor: 'nx:noop', dependsOn: POLICY.targets, options: { targets: POLICY.targets } }
        : { executor },
    ]),
  ),
});

const task = (id: string, result: TaskRecord['result'] = 'passed'): TaskRecord => {
  const [name = '', target = ''] = id.split(':');
  return {
    project: name,
    target,
    result,
    cached: false,
    hash: null,
    startedAt: null,
    durationMs: null,
    log: `${name}.${target}.log`,
  };
};

const EXPECTED: Expectation = {
  affected: ['cart', 'docs'],
  tasks: ['cart:test', 'cart:gate'],
  withoutChecks: ['docs'],
  ungated: [],
};

describe('planExpectation', () => {
  it('expects each constituent a project has, and its gate', () => {
    const cart = project('cart', { gate: INFERRED, test: 'nx:x', lint: null, serve: 'nx:y' });
    expect(planExpectation([cart], POLICY)).toEqual({
      affected: ['cart'],
      tasks: ['cart:lint', 'cart:test', 'cart:gate'],
      withoutChecks: [],
      ungated: [],
    });
  });

  it('expects only the gate where a project has its own', () => {
    const own = project('app', { gate: 'nx:run-commands', test: 'nx:x' });
    expect(planExpectation([own], POLICY).tasks).toEqual(['app:gate']);
    expect(planExpectation([project('app', { gate: null })], POLICY).tasks).toEqual(['app:gate']);
  });

  it('tells projects without checks and projects without a gate apart', () => {
    const expected = planExpectation(
      [project('docs', { gate: INFERRED, serve: 'nx:y' }), project('lost', { test: 'nx:x' })],
      POLICY,
    );
    expect(expected).toEqual({
      affected: ['docs', 'lost'],
      tasks: [],
      withoutChecks: ['docs'],
      ungated: ['lost'],
    });
  });

  it('follows the policy’s names', () => {
    const cart = project('cart', { verify: INFERRED, gate: 'nx:x', unit: 'nx:x' });
    const policy = { targetName: 'verify', targets: ['unit'] };
    expect(planExpectation([cart], policy).tasks).toEqual(['cart:unit', 'cart:verify']);
  });

  it('accounts for every affected project', () => {
    const targets = fc.dictionary(
      fc.constantFrom('gate', 'lint', 'test', 'build', 'serve'),
      fc.constantFrom(INFERRED, 'nx:run-commands', null),
    );
    fc.assert(
      fc.property(fc.array(targets, { maxLength: 6 }), (all) => {
        const projects = all.map((one, index) => project(`p${index}`, one));
        const expected = planExpectation(projects, POLICY);
        for (const { name } of projects) {
          const places = [
            expected.ungated.includes(name),
            expected.withoutChecks.includes(name),
            expected.tasks.some((id) => id.startsWith(`${name}:`)),
          ];
          expect(places.filter(Boolean)).toHaveLength(1);
        }
      }),
    );
  });
});

describe('judge', () => {
  const green = EXPECTED.tasks.map((id) => task(id));

  it('passes what is seen to have passed', () => {
    expect(judge(EXPECTED, { tasks: green, exitCode: 0 })).toEqual({
      result: 'passed',
      reason: null,
      missing: [],
    });
  });

  it('passes without a task only where no project is affected, and says so', () => {
    const none = { affected: [], tasks: [], withoutChecks: [], ungated: [] };
    expect(judge(none, { tasks: [], exitCode: 0 })).toEqual({
      result: 'passed',
      reason: 'no project is affected',
      missing: [],
    });
    const unchecked = { ...none, affected: ['docs'], withoutChecks: ['docs'] };
    expect(judge(unchecked, { tasks: [], exitCode: 0 })).toMatchObject({
      result: 'did-not-run',
      reason: 'nothing to check in docs',
    });
  });

  it.each([
    ['the run left no record', { tasks: null, exitCode: 0 }],
    ['tasks ran, which could have hidden what is affected', { tasks: green, exitCode: 0 }],
    ['nx ended red', { tasks: [], exitCode: 1 }],
  ])('does not believe that no project is affected when %s', (_, seen) => {
    const none = { affected: [], tasks: [], withoutChecks: [], ungated: [] };
    expect(judge(none, seen).result).toBe('did-not-run');
  });

  it.each([
    ['an expected task is missing', green.slice(1), 0, 'cart:test did not run', ['cart:test']],
    ['no task was recorded', [], 0, 'cart:test, cart:gate did not run', EXPECTED.tasks],
    ['nx ended red after green tasks', green, 1, 'nx ended with exit code 1', []],
    ['nx was ended by a signal', green, null, 'nx ended with exit code none', []],
  ])('did not run when %s', (_, tasks, exitCode, reason, missing) => {
    expect(judge(EXPECTED, { tasks, exitCode })).toEqual({
      result: 'did-not-run',
      reason,
      missing,
    });
  });

  it('did not run without a record, whatever the exit code', () => {
    expect(judge(EXPECTED, { tasks: null, exitCode: 0 })).toMatchObject({
      result: 'did-not-run',
      reason: expect.stringContaining('left no record') as unknown,
      missing: EXPECTED.tasks,
    });
  });

  it('did not run where an affected project has no gate, even if all others are green', () => {
    const ungated = { ...EXPECTED, ungated: ['lost'] };
    expect(judge(ungated, { tasks: green, exitCode: 0 })).toMatchObject({
      result: 'did-not-run',
      reason: 'no gate target in lost',
    });
  });

  it('has failed when a task failed, also one nobody expected, and also beside missing ones', () => {
    const red = [task('cart:gate'), task('util:build', 'failed')];
    expect(judge(EXPECTED, { tasks: red, exitCode: 1 })).toEqual({
      result: 'failed',
      reason: 'util:build failed',
      missing: ['cart:test'],
    });
    expect(judge(EXPECTED, { tasks: red, exitCode: 0 }).result).toBe('failed');
  });

  it('is green only when every expected task is seen green, none is red, and nx ended with 0', () => {
    const ids = ['a:lint', 'a:test', 'a:gate', 'b:test', 'b:gate'];
    const observation = fc.record({
      tasks: fc.option(
        fc
          .subarray(ids)
          .chain((seen) =>
            fc.tuple(
              ...seen.map((id) =>
                fc.constantFrom('passed', 'failed').map((r) => task(id, r as 'passed')),
              ),
            ),
          ),
      ),
      exitCode: fc.constantFrom(0, 1, null),
    });
    fc.assert(
      fc.property(fc.subarray(ids), fc.subarray(['c']), observation, (expected, ungated, seen) => {
        const affected = ['a', 'b'];
        const verdict = judge({ affected, tasks: expected, withoutChecks: [], ungated }, seen);
        const tasks = seen.tasks ?? [];
        const allGreen =
          expected.length > 0 &&
          ungated.length === 0 &&
          seen.exitCode === 0 &&
          tasks.every(({ result }) => result === 'passed') &&
          expected.every((id) => tasks.some((one) => taskId(one) === id));
        expect(verdict.result === 'passed').toBe(allGreen);
        expect(verdict.result === 'passed' || verdict.reason !== null).toBe(true);
      }),
    );
  });
});
