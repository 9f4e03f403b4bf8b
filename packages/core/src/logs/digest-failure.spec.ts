import { digestFailure, type DigestLimits } from './digest-failure';

const ROOM: DigestLimits = { lines: 30, columns: 80, characters: 3000 };
const digest = (log: string, limits: Partial<DigestLimits> = {}) =>
  digestFailure(log, { ...ROOM, ...limits });

const JEST = `
\u001b[0m\u001b[7m\u001b[1m\u001b[31m FAIL \u001b[39m\u001b[22m\u001b[27m\u001b[0m \u001b[2msrc/\u001b[22m\u001b[1mcart.spec.ts\u001b[22m
  Cart
    \u001b[32m✓\u001b[39m \u001b[2mis empty (2 ms)\u001b[22m
    \u001b[31m✕\u001b[39m \u001b[2madds (3 ms)\u001b[22m

\u001b[1m\u001b[31m  \u001b[1m● \u001b[22m\u001b[1mCart › adds\u001b[39m\u001b[22m

    \u001b[2mexpect(\u001b[22m\u001b[31mreceived\u001b[39m\u001b[2m).\u001b[22mtoBe\u001b[2m(\u001b[22m\u001b[32mexpected\u001b[39m\u001b[2m)\u001b[22m

    Expected: \u001b[32m3\u001b[39m
    Received: \u001b[31m2\u001b[39m

      4 | it('adds', () => {
    > 5 |   expect(add(1, 1)).toBe(3);
        |                     ^
      6 | });

      at Object.toBe (src/cart.spec.ts:5:21)
      at Promise.finally.completed (node_modules/jest-circus/build/index.js:1:2)

Test Suites: 1 failed, 1 total
Tests:       1 failed, 1 passed, 2 total
`;

const VITEST = `
 ❯ src/cart.test.ts (2 tests | 1 failed) 5ms
   ✓ is empty 1ms
   × adds 3ms
     → expected 2 to be 3 // Object.is equality

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  src/cart.test.ts > adds
AssertionError: expected 2 to be 3 // Object.is equality

- Expected
+ Received

- 3
+ 2

 ❯ src/cart.test.ts:5:21
      3|
      4| it('adds', () => {
      5|   expect(add(1, 1)).toBe(3);
       |                     ^

 Test Files  1 failed (1)
      Tests  1 failed | 1 passed (2)
`;

const ESLINT = `
/w/libs/cart/src/cart.ts
   3:7   error    'unused' is assigned a value but never used  @typescript-eslint/no-unused-vars
   9:1   warning  Unexpected console statement                 no-console
  12:10  error    Missing return type                          explicit-return

/w/libs/cart/src/sum.ts
  1:1  error  Parsing error: Unexpected token

✖ 4 problems (3 errors, 1 warning)
`;

const NODE_TEST = `✔ is empty (0.5ms)
✖ adds (1.2ms)
ℹ tests 2
ℹ fail 1

✖ failing tests:

test at cart.test.mjs:3:1
✖ adds (1.2ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

  2 !== 3

      at TestContext.<anonymous> (file:///w/cart.test.mjs:3:24)
      at Test.run (node:internal/test_runner/test:1054:25) {
    code: 'ERR_ASSERTION',
    actual: 2,
    expected: 3,
    operator: 'strictEqual'
  }
`;

describe('digestFailure', () => {
  it('tells of a Jest test what was expected and where', () => {
    expect(digest(JEST)).toEqual([
      'FAIL  src/cart.spec.ts',
      ' Cart',
      '✕ adds (3 ms)',
      '● Cart › adds',
      '  expect(received).toBe(expected)',
      '  Expected: 3',
      '  Received: 2',
      "    4 | it('adds', () => {",
      '  > 5 |   expect(add(1, 1)).toBe(3);',
      '      |                     ^',
      '    at Object.toBe (src/cart.spec.ts:5:21)',
    ]);
  });

  it('lets what only names a failure give way where room is short', () => {
    const lines = digest(JEST, { lines: 9 });
    expect(lines).toHaveLength(3);
    expect(lines).toContain('… and 1 more failure');
  });

  it('tells of a Vitest test what differs', () => {
    const lines = digest(VITEST);
    expect(lines).toEqual(
      expect.arrayContaining([
        '× adds 3ms',
        ' FAIL  src/cart.test.ts > adds',
        expect.stringContaining('AssertionError: expected 2 to be 3'),
        expect.stringMatching(/- 3$/),
        expect.stringMatching(/\+ 2$/),
        expect.stringContaining('❯ src/cart.test.ts:5:21'),
      ]),
    );
    expect(lines.join('\n')).not.toContain('Test Files');
  });

  it('tells each type error, and nothing of what passed', () => {
    const errors = [
      "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
      "src/b.ts(1,1): error TS2304: Cannot find name 'x'.",
    ];
    const cut = `${errors[0]?.slice(0, 59)}…`;
    expect(digest(['> tsc -b', ...errors, ''].join('\n'), { columns: 60 })).toEqual([
      cut,
      errors[1],
    ]);
  });

  it('tells what ESLint found under the file it is in', () => {
    expect(digest(ESLINT, { columns: 60 })).toEqual([
      '/w/libs/cart/src/cart.ts',
      "   3:7   error    'unused' is assigned a value but never us…",
      '  12:10  error    Missing return type                      …',
      '/w/libs/cart/src/sum.ts',
      '  1:1  error  Parsing error: Unexpected token',
      '✖ 4 problems (3 errors, 1 warning)',
    ]);
  });

  it('keeps the places of a file together where room is short', () => {
    expect(digest(ESLINT, { lines: 4 })).toEqual([
      '/w/libs/cart/src/cart.ts',
      expect.stringContaining('3:7'),
      expect.stringContaining('12:10'),
      '… and 1 more failure',
    ]);
  });

  it('tells a failure of node:test once, where it is told of', () => {
    const lines = digest(NODE_TEST);
    expect(lines.filter((line) => line.includes('✖ adds'))).toHaveLength(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        '✖ adds (1.2ms)',
        '  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
        '  2 !== 3',
        expect.stringContaining('cart.test.mjs:3:24'),
      ]),
    );
  });

  it('tells a failure of TAP without its frame', () => {
    const record = ['  ---', '  duration_ms: 8.1', "  error: '1 == 2'", '  stack: |-', '  ...'];
    expect(digest(['TAP version 13', 'not ok 1 - adds', ...record, '1..1'].join('\n'))).toEqual([
      'not ok 1 - adds',
      "  error: '1 == 2'",
      '  stack: |-',
      '1..1',
    ]);
  });

  it('takes a plain exception where no tool marks what failed', () => {
    const log = 'building\nTypeError: x is not a function\n    at main (src/a.js:1:1)\ndone\n';
    expect(digest(log)).toEqual([
      'TypeError: x is not a function',
      '    at main (src/a.js:1:1)',
      'done',
    ]);
  });

  it('shows the end where nothing is recognised, within every limit', () => {
    const log = Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n');
    expect(digest(log, { lines: 3 })).toEqual(['line 497', 'line 498', 'line 499']);
    expect(digest(log, { characters: 20 })).toEqual(['line 498', 'line 499']);
    expect(digest('x'.repeat(5000), { columns: 10 })).toEqual(['xxxxxxxxx…']);
    expect(digest('')).toEqual([]);
  });

  it('says how many failures there was no room for', () => {
    const log = Array.from({ length: 50 }, (_, i) => `a${i}.ts(1,1): error TS1: no`).join('\n');
    const lines = digest(log, { lines: 5 });
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe('… and 46 more failures');
  });

  it('hands on no control character, and of a line that was written over only the last', () => {
    expect(digest('10 %\r50 %\r\u001b[2Kerror: no\u0007 space\n')).toEqual(['error: no space']);
  });
});
