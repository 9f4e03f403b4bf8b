import fc from 'fast-check';
import { MOST_HELD, planStop, type StopFacts } from './plan-stop';

const evidence = (result: 'passed' | 'failed' | 'did-not-run') => ({
  result,
  tasks: [],
  reason: null,
});
const facts: StopFacts = { dirty: [], work: 'some', evidence: evidence('passed'), held: 0 };

test.each<[string, Partial<StopFacts>, object]>([
  ['green and committed', {}, { do: 'let-go', why: 'green' }],
  ['nothing done', { work: 'none', evidence: null }, { do: 'let-go', why: 'nothing-to-gate' }],
  [
    'something not committed, though the rest is green',
    { dirty: ['a'] },
    { do: 'hold', why: 'uncommitted', paths: ['a'] },
  ],
  [
    'nothing committed yet',
    { dirty: ['a'], work: 'none', evidence: null },
    { do: 'hold', why: 'uncommitted' },
  ],
  ['not gated', { evidence: null }, { do: 'hold', why: 'not-gated' }],
  ['red', { evidence: evidence('failed') }, { do: 'hold', why: 'red' }],
  ['a gate that did not run', { evidence: evidence('did-not-run') }, { do: 'hold', why: 'red' }],
  ['held often', { evidence: null, held: MOST_HELD }, { do: 'let-go', why: 'held-enough' }],
])('%s', (_name, changes, action) => {
  expect(planStop({ ...facts, ...changes })).toMatchObject(action);
});

it('never calls green what is not all committed and passed', () => {
  const any = fc.record({
    dirty: fc.array(fc.string(), { maxLength: 2 }),
    work: fc.constantFrom<'some' | 'none'>('some', 'none'),
    evidence: fc.option(
      fc.constantFrom(evidence('passed'), evidence('failed'), evidence('did-not-run')),
    ),
    held: fc.nat(8),
  });
  fc.assert(
    fc.property(any, (given) => {
      const { why } = planStop(given);
      if (why === 'green')
        expect(given).toMatchObject({ dirty: [], evidence: { result: 'passed' } });
    }),
  );
});
