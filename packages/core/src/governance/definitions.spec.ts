import { compareDefinitions, pickDefinitions } from './definitions';

const TEST = { executor: 'nx:run-commands', options: { command: 'jest' }, cache: true };

describe('pickDefinitions', () => {
  it('takes the gate’s targets of every project, without what says nothing about what they do', () => {
    const nodes = {
      cart: {
        data: { targets: { test: { ...TEST, metadata: { description: 'x' } }, serve: TEST } },
      },
      docs: { data: { targets: {} } },
    };
    expect(pickDefinitions(nodes, ['lint', 'test'])).toEqual({ 'cart:test': TEST });
  });
});

describe('compareDefinitions', () => {
  it('never takes what it does not know for unchanged', () => {
    expect(compareDefinitions(null, {})).toMatchObject([{ kind: 'unknown' }]);
    expect(compareDefinitions({}, null)).toMatchObject([{ kind: 'unknown' }]);
  });

  it.each([
    ['the same definitions', { 'cart:test': TEST }, []],
    ['a new target, which only adds a check', { 'cart:test': TEST, 'cart:lint': TEST }, []],
    [
      'a target that is gone',
      {},
      [{ kind: 'target', task: 'cart:test', change: 'removed', fields: [] }],
    ],
    [
      'another command',
      { 'cart:test': { ...TEST, options: { command: 'true' } } },
      [{ kind: 'target', task: 'cart:test', change: 'changed', fields: ['options'] }],
    ],
    [
      'fields that come and go',
      { 'cart:test': { executor: TEST.executor, options: TEST.options, inputs: [] } },
      [{ kind: 'target', task: 'cart:test', change: 'changed', fields: ['cache', 'inputs'] }],
    ],
  ])('tells %s', (_, after, differences) => {
    expect(compareDefinitions({ 'cart:test': TEST }, after)).toEqual(differences);
  });
});
