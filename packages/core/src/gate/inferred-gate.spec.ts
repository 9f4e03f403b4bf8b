import { isInferredGate } from './inferred-gate';

const TARGETS = ['lint', 'test'];
const INFERRED = { executor: 'nx:noop', dependsOn: TARGETS, options: { targets: TARGETS } };

describe('isInferredGate', () => {
  it('knows what the plugin infers', () => {
    expect(isInferredGate({ ...INFERRED, cache: false })).toBe(true);
  });

  it.each([
    ['depends on less', { ...INFERRED, dependsOn: ['lint'] }],
    ['depends on nothing', { ...INFERRED, dependsOn: [] }],
    ['depends on more', { ...INFERRED, dependsOn: [...TARGETS, 'e2e'] }],
    ['does something', { ...INFERRED, executor: 'nx:run-commands' }],
    ['says nothing else', { executor: 'nx:noop' }],
  ])("takes one for the project's own that %s", (_, definition) => {
    expect(isInferredGate(definition)).toBe(false);
  });
});
