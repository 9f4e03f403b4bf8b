import { stripVTControlCharacters } from 'node:util';

/*
 * What failed is recognised by how the common tools of JavaScript workspaces print it (Jest, Vitest, node:test, tsc,
 * ESLint, TAP), by few general rules: a line that names a failure, and behind it the lines that tell of it. A wrong guess
 * costs a reader a look at the log and nothing else: no result is ever read from here.
 */

/** How much a digest may take. */
export interface DigestLimits {
  readonly lines: number;
  /** Characters of a line; what is longer is cut. */
  readonly columns: number;
  /** Characters of all lines together. */
  readonly characters: number;
}

/** The lines of a failed task's log that tell what broke, without colours: of each failure its name and what was seen. Where none is recognised, the end of the log. */
export function digestFailure(log: string, limits: DigestLimits): string[] {
  const lines = log.split('\n').map(clean);
  const failures = findFailures(lines);
  const fits = (some: readonly string[]) =>
    some.length <= limits.lines && sizeOf(some, limits) <= limits.characters;
  const told = failures.flatMap((failure) => failure.lines);
  const digest =
    failures.length === 0
      ? lastOf(lines, fits)
      : fits(told)
        ? told
        : chooseFailures(failures, fits);
  return digest.map((line) => cut(line, limits.columns));
}

type Fits = (lines: readonly string[]) => boolean;

/** The first failures that there is room for, and how many more there are. One that is only named gives way to one that is told of. */
function chooseFailures(failures: readonly Failure[], fits: Fits): string[] {
  const telling = failures.filter(({ tells }) => tells);
  const wanted = telling.length > 0 ? telling : failures;
  const shown: string[] = [];
  for (const [index, { lines }] of wanted.entries()) {
    const rest = countMore(wanted.length - index - 1);
    const part = index === 0 ? longestStart(lines, (some) => fits([...some, ...rest])) : lines;
    if (!fits([...shown, ...part, ...rest])) return [...shown, ...countMore(wanted.length - index)];
    shown.push(...part);
  }
  return shown;
}

function countMore(count: number): string[] {
  return count === 0 ? [] : [`… and ${count} more ${count === 1 ? 'failure' : 'failures'}`];
}

const LONGEST_LINE = 1_000;

/** A line as a terminal would show it in the end: no colours, no control characters, nothing that was written over. */
function clean(line: string): string {
  const text = stripVTControlCharacters(line.slice(0, 2 * LONGEST_LINE).trimEnd());
  const written = text.slice(text.lastIndexOf('\r') + 1).replaceAll('\t', '  ');
  return written.replace(/\p{Cc}/gu, '').slice(0, LONGEST_LINE);
}

/** A test, a file or a place that failed, by the mark that tools put before it. */
const MARKED = /^\s*(?!● Console$)(?:[✕✖✗×●❌]|not ok\b|FAIL(?:ED|URE)?\b)/u;
/** `src/a.ts(3,5): error TS2322: …` and `3:5  error  …`. */
const PLACED = /\berror TS\d+|^\s+\d+:\d+\s+error\s/;
/** Where no tool marks what failed: an exception, or a line that begins with what it is. */
const COMMON =
  /^\s*(?:\w*(?:Error|Exception)\b|(?:npm )?(?:error|fatal|panic)\b.*:|NX\b.*\b(?:fail|error|could not|cannot|unable))/iu;

interface Failure {
  readonly lines: readonly string[];
  /** Whether there is more than its name. */
  readonly tells: boolean;
}

function findFailures(lines: readonly string[]): Failure[] {
  const isMarked = (line: string) => MARKED.test(line) || PLACED.test(line);
  const isFailure = lines.some(isMarked) ? isMarked : (line: string) => COMMON.test(line);
  const failures = new Map<string, Failure>();
  let file: string | null = null;
  for (const [index, line] of lines.entries()) {
    if (!isFailure(line)) continue;
    const above = fileAbove(lines, index);
    const told =
      above === null
        ? dedent(blockAt(lines, index, isFailure))
        : [...(above === file ? [] : [above]), line];
    file = above;
    // Tools name a failure when it happens and again at the end: the place that tells more is kept.
    const name = `${above ?? ''} ${line.replace(/\(?\d+(?:\.\d+)? ?m?s\)?$/, '').trim()}`;
    const known = failures.get(name);
    if (known !== undefined && known.lines.length >= told.length) continue;
    failures.delete(name);
    failures.set(name, { lines: told, tells: told.length > 1 || PLACED.test(line) });
  }
  return [...failures.values()];
}

/** The file that a list of places stands under, as ESLint prints it; null for another line. */
function fileAbove(lines: readonly string[], index: number): string | null {
  if (!/^\s+\d+:\d+\s/.test(lines[index] ?? '')) return null;
  let above = index - 1;
  while (above >= 0 && !/^\S/.test(lines[above] ?? '')) above--;
  return lines[above] ?? null;
}

/** How far behind its name a failure is looked for, in lines. */
const REACH = 16;
/** How many lines behind the name are taken whatever they say. */
const SAID = 2;
const DETAIL =
  /^\s*(?:expected|received|actual|error:|\w*Error\b|[-+] ?\S|[→>❯]|\d* *\| *\^|at .*:\d+)/iu;
/** Frames of other people's code, and the frame of a TAP record. */
const NOISE = /^\s*(?:at .*(?:node_modules|node:|<anonymous>\)$)|---$|\.{3}$|duration_ms\b)/;
const OVER =
  /^\s*(?:[✓✔√ℹ]|[⎯─═=]{3}|ok \d|PASS\b|(?:Test Suites|Test Files|Tests|Snapshots|Time|Duration)\b[: ])/u;

function blockAt(
  lines: readonly string[],
  start: number,
  isFailure: (line: string) => boolean,
): string[] {
  const block = [lines[start] ?? ''];
  let said = 0;
  for (const line of lines.slice(start + 1, start + 1 + REACH)) {
    if (isFailure(line) || OVER.test(line)) break;
    if (line === '' || NOISE.test(line)) continue;
    if (DETAIL.test(line)) block.push(line);
    else if (said++ < SAID) block.push(line);
  }
  return block;
}

function dedent(block: readonly string[]): string[] {
  const indents = block.map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return block.map((line) => line.slice(least));
}

function lastOf(lines: readonly string[], fits: Fits): string[] {
  const told = lines.filter((line) => line !== '').reverse();
  return longestStart(told, fits).reverse();
}

function longestStart(lines: readonly string[], fits: Fits): string[] {
  let count = 0;
  while (count < lines.length && fits(lines.slice(0, count + 1))) count++;
  return lines.slice(0, count);
}

/** Line breaks count too. */
function sizeOf(lines: readonly string[], { columns }: DigestLimits): number {
  return lines.reduce((sum, { length }) => sum + Math.min(length, columns) + 1, 0);
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}
