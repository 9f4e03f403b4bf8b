import type { Mark, TestCycle } from '@storygate/core/cycle/test-cycle';
import { describeTests } from './tests';

const mark = (letter: string, committed = true): Mark => ({
  ...{ commit: letter.repeat(40), committed, at: 'now', run: 1 },
});
const cycle: TestCycle = { files: 3, red: mark('a'), green: mark('b'), neverRed: [], notRun: [] };

test.each<[Partial<TestCycle>, string]>([
  [{}, 'red at aaaaaaaaaa, green at bbbbbbbbbb'],
  [{ red: mark('a', false) }, 'red at aaaaaaaaaa with uncommitted work, green at bbbbbbbbbb'],
  [{ green: null }, 'red at aaaaaaaaaa, not all green yet'],
  [{ red: null, neverRed: ['x'] }, 'green at bbbbbbbbbb, never seen red'],
  [
    { neverRed: ['x', 'y', 'z'] },
    'red at aaaaaaaaaa, green at bbbbbbbbbb; never seen red: x, y and 1 more',
  ],
  [
    { neverRed: ['x\n\u001b[2Jred'] },
    'red at aaaaaaaaaa, green at bbbbbbbbbb; never seen red: x red',
  ],
  [{ green: null, notRun: ['x'] }, 'red at aaaaaaaaaa, not all green yet; not run: x'],
  [{ red: null, green: null, notRun: ['x'] }, 'not run yet'],
  [{ red: null, green: null, neverRed: ['x'], notRun: ['y'] }, 'not all run yet, never seen red'],
])('%j', (changes, words) => {
  expect(describeTests({ ...cycle, ...changes })).toBe(words);
});
