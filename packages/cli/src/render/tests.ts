import type { Mark, TestCycle } from '@storygate/core/cycle/test-cycle';
import type { StoryStatus } from '@storygate/core/status/read-status';
import type { Output } from '../output';
import type { LandedTests } from '../landed-tests';
import { oneLine } from './one-line';
import { short } from './short';
import { sayMost } from './status';

/** Prints when the tests that stories add or change were red, and green. */
export function renderTests(output: Output, stories: readonly StoryStatus[]): void {
  const lines = stories.flatMap(({ id, tests, landed }) =>
    tests === null || landed ? [] : [`tests: ${id} ${describeTests(tests)}`],
  );
  sayMost(output, lines, 'tests');
}

/** Prints what was seen of the tests of each story that landed. */
export function renderLandedTests(output: Output, landed: readonly LandedTests[]): void {
  for (const { story, tests } of landed) {
    if (tests !== null) output.say(`tests of story/${story}: ${describeTests(tests)}`);
  }
}

/** As in `red at 1a2b3c4d5e, green at 2b3c4d5e6f`. */
export function describeTests({ red, green, neverRed, notRun }: TestCycle): string {
  if (red === null && green === null && neverRed.length === 0) return 'not run yet';
  if (red === null) {
    const last = green === null ? 'not all run yet' : `green at ${nameMark(green)}`;
    return `${last}, never seen red`;
  }
  const then = green === null ? 'not all green yet' : `green at ${nameMark(green)}`;
  return [`red at ${nameMark(red)}, ${then}`, ...listed('never seen red', neverRed)]
    .concat(listed('not run', notRun))
    .join('; ');
}

const SHOWN = 2;

function listed(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return [`${what}: ${oneLine(paths.slice(0, SHOWN).join(', '))}${more}`];
}

function nameMark({ commit, committed }: Mark): string {
  return committed ? short(commit) : `${short(commit)} with uncommitted work`;
}
