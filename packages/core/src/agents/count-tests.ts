/** What a text tests, as far as words tell. */
export interface TestCount {
  readonly cases: number;
  readonly assertions: number;
  /** Marked so that they, or the others beside them, don't run. */
  readonly skipped: number;
}

const CASE = /\b(?:it|test|specify)(?:\.\w+)*\s*[(`]|\bdef test_|\bfunc Test/g;
const ASSERTION = /\b(?:expect|assert)\w*\b/g;
const SKIPPED =
  /\b(?:x(?:it|test|describe)|f(?:it|describe))\s*\(|\.(?:skip|only|todo|fixme)\b|@pytest\.mark\.skip|\bt\.Skip\(/g;

/** Counts a text's test cases, assertions and skips. */
export function countTests(text: string): TestCount {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return { cases: count(CASE), assertions: count(ASSERTION), skipped: count(SKIPPED) };
}
