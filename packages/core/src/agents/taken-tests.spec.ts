import { createRepository } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { requireRepository } from '../repository/repository';
import { findTaken, findTakenTests, type TestChange } from './taken-tests';
import { countTests } from './count-tests';

describe('countTests', () => {
  it('counts cases, assertions and skips', () => {
    const text = `it('a', () => { expect(1).toBe(1); assert.equal(1, 1); });
it.each([1])('b', () => {}); test.only('c'); xit('d'); describe.skip('e');`;
    expect(countTests(text)).toEqual({ cases: 3, assertions: 2, skipped: 3 });
    expect(countTests('def test_a(self):\n  assertTrue(x)\n')).toMatchObject({
      cases: 1,
      assertions: 1,
    });
  });

  it('takes no other words for them', () => {
    const text = 'wait(1); latest(2); unexpected(); // do it (again); omit(x); profit(y)';
    expect(countTests(text)).toMatchObject({ assertions: 0, skipped: 0 });
  });
});

describe('findTaken', () => {
  const count = (cases: number, assertions = cases, skipped = 0) => ({
    ...{ cases, assertions, skipped },
  });
  const change = (
    path: string,
    before: TestChange['before'],
    after: TestChange['after'],
  ): TestChange => ({ path, before, after });

  it.each([
    ['a deleted file, whatever comes beside it', [change('a', count(1), null)], ['a']],
    [
      'a deleted file that others make up for',
      [change('a', count(1), null), change('b', null, count(5))],
      ['a'],
    ],
    ['fewer cases', [change('a', count(2), count(1, 2))], ['a']],
    ['fewer assertions', [change('a', count(2), count(2, 1))], ['a']],
    ['more skips', [change('a', count(2), count(2, 2, 1))], ['a']],
    ['a new file that skips', [change('a', null, count(2, 2, 1))], ['a']],
    ['moved cases', [change('a', count(2), count(1)), change('b', null, count(1))], []],
    ['more of all', [change('a', count(2), count(3))], []],
    ['nothing', [], []],
  ] as [string, TestChange[], string[]][])('%s', (_, changes, taken) => {
    expect(findTaken(changes)).toEqual(taken);
  });
});

const TESTS = ['**/*.spec.*'];

it('reads from git what was deleted, emptied, skipped or renamed', async () => {
  const test = (name: string) =>
    `// ${name}\n${"it('works', () => { expect(1).toBe(1); });\n".repeat(9)}`;
  const sandbox = await createRepository({
    'nx.json': '{}',
    ...{ 'a.spec.ts': test('a'), 'b.spec.ts': test('b'), 'c.spec.ts': test('c') },
    ...{ 'd.spec.ts': test('d'), 'näh e.spec.ts': test('e'), 'f.ts': 'one\n' },
  });
  const { git } = await requireRepository(sandbox.root);
  const from = parseCommitSha(await sandbox.git('rev-parse', 'HEAD'));
  await sandbox.git('rm', '--quiet', 'a.spec.ts', 'f.ts');
  await sandbox.git('mv', 'd.spec.ts', 'moved.spec.ts');
  await sandbox.git('mv', 'näh e.spec.ts', 'näh e.ts');
  const changed = { 'b.spec.ts': test('b').replace("it('works'", "it.skip('works'") };
  const to = parseCommitSha(await sandbox.commit('Less', changed));
  expect(await findTakenTests(git, { from, to }, TESTS)).toEqual([
    ...['a.spec.ts', 'b.spec.ts', 'näh e.spec.ts'],
  ]);
  expect(await findTakenTests(git, { from: to, to }, TESTS)).toEqual([]);
});

it('takes no file for another, whatever they are called', async () => {
  const odd = 'a\nb.spec.ts';
  const twice = "it('a', () => {});\n".repeat(2);
  const sandbox = await createRepository({
    ...{ 'nx.json': '{}', [odd]: twice, 'c.spec.ts': twice, 'd.spec.ts': twice },
  });
  const { git } = await requireRepository(sandbox.root);
  const from = parseCommitSha(await sandbox.git('rev-parse', 'HEAD'));
  const less = { [odd]: `${twice}it('b', () => {});\n`, 'd.spec.ts': '' };
  const to = parseCommitSha(await sandbox.commit('Less', less));
  expect(await findTakenTests(git, { from, to }, TESTS)).toEqual(['d.spec.ts']);
});
