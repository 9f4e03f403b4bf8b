import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { taskId } from '../gate/recorded-task';
import type { StoredRun } from '../gate/run-record';

/** What failed in a gate run, short enough for a message. */
export interface Digest {
  readonly text: string;
  /** One for each failure; the same failure reads the same in another run. */
  readonly failures: readonly string[];
}

/** Failed tasks of which the log's end is shown; the others are named. */
const MOST_TASKS = 5;
/** Lines of one log, and characters of one line. */
const MOST_LINES = 40;
const LONGEST_LINE = 200;
/** Tools print the failing assertion there, wherever in the log it stands. */
const TELLING = /●|✕|✗|✘|×|not ok|\b(?:FAIL|AssertionError|Error:|error TS\d+|Expected|Received)\b/;

/** Reads what made a gate red out of its run's folder: failing assertions first, and a command that reproduces each. */
export async function readDigest({ folder, run }: StoredRun): Promise<Digest> {
  const failed = run.tasks.filter(({ result }) => result === 'failed');
  const logs = await Promise.all(failed.map(({ log }) => readFile(join(folder, log), 'utf8')));
  const tasks = failed.map((task, index) => ({
    id: taskId(task),
    lines: linesOf(logs[index] ?? ''),
  }));
  const { checks, missing, reason, result } = run;
  const findings = checks
    .filter((check) => check.result === 'failed')
    .map(({ name, findings: found }) => `${name}: ${found.slice(0, 10).join(', ')}`);
  const what =
    tasks.length > 0 ? `failed: ${tasks.map(({ id }) => id).join(', ')}` : (reason ?? result);
  const sections = tasks.slice(0, MOST_TASKS).map(({ id, lines }) => sectionOf(id, lines));
  const text = [
    `The gate of your story is red (${result}). ${what}.`,
    ...(missing.length > 0 ? [`These should have run and did not: ${missing.join(', ')}.`] : []),
    ...findings,
    ...sections,
    `Fix it and commit. \`npx storygate gate ${run.story}\` runs the whole gate again.`,
  ].join('\n\n');
  return { text, failures: [...tasks.flatMap(nameFailures), ...findings, ...missing] };
}

interface FailedTask {
  readonly id: string;
  readonly lines: readonly string[];
}

function linesOf(log: string): string[] {
  const lines = stripVTControlCharacters(log).split('\n');
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}

function sectionOf(id: string, lines: readonly string[]): string {
  const tail = lines.slice(-MOST_LINES);
  const before = lines.slice(0, -MOST_LINES).filter((line) => TELLING.test(line));
  const shown = [...before.slice(0, MOST_LINES / 2), ...(before.length > 0 ? ['…'] : []), ...tail];
  const body = shown.map((line) => `    ${line.slice(0, LONGEST_LINE)}`).join('\n');
  return `## ${id}\n\nReproduce: \`npx nx run ${id}\`\n\n${body}`;
}

/** What differs from run to run: how long it took, and where in a file it stands. */
const FLEETING = /\d+(?:\.\d+)?\s*m?s\b|:\d+(?::\d+)?\b/g;

function nameFailures({ id, lines }: FailedTask): string[] {
  const telling = lines.filter((line) => TELLING.test(line)).slice(0, MOST_LINES);
  const named = telling.map((line) => `${id} ${line.trim().replaceAll(FLEETING, '#')}`);
  return named.length === 0 ? [id] : [...new Set(named)];
}
