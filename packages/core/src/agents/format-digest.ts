import type { StoredRun } from '../gate/run-record';
import { digestRun, type FailureDigest } from '../logs/digest-run';

/** What failed in a gate run, short enough for a message. */
export interface Digest {
  readonly text: string;
  /** One for each failure; the same failure reads the same in another run. */
  readonly failures: readonly string[];
}

/** With the longest brief and the rules this still fits one argument of a command line. */
const LIMITS = { places: 5, lines: 120, columns: 200, characters: 16_000 };

/** Tells an agent what made a gate red, out of the run's folder, and a command that reproduces each failure. */
export async function readDigest(stored: StoredRun): Promise<Digest> {
  const { missing, reason, result, story } = stored.run;
  const { failures, others } = await digestRun(stored, LIMITS);
  const names = [...failures.map(({ name }) => name), ...others];
  const isNamed = result === 'failed' && names.length > 0;
  const what = isNamed ? `These failed: ${names.join(', ')}.` : `${reason ?? 'It says no more'}.`;
  const text = [
    `The gate of your story is red (${result}). ${what}`,
    ...(missing.length > 0 ? [`These should have run and did not: ${missing.join(', ')}.`] : []),
    ...failures.map(sectionOf),
    `Fix it and commit. \`npx storygate gate ${story}\` runs the whole gate again.`,
  ].join('\n\n');
  return { text, failures: [...failures.flatMap(namesOf), ...others, ...missing] };
}

function sectionOf({ name, lines, reproduce }: FailureDigest): string {
  const command = reproduce === null ? [] : [`Reproduce: \`${reproduce}\``];
  const body = lines.map((line) => `    ${line}`).join('\n');
  return [`## ${name}`, ...command, body].join('\n\n');
}

/** Lines that name a failure or what was seen; others show code, which an agent changes on the way. */
const TELLING =
  /●|✕|✗|✘|✖|×|not ok|\b(?:FAIL|AssertionError|Error:|error TS\d+|Expected|Received)\b/;
/** What differs from run to run: how long it took, and where in a file it stands. */
const FLEETING = /\d+(?:\.\d+)?\s*m?s\b|:\d+(?::\d+)?\b/g;

function namesOf({ name, lines, log }: FailureDigest): string[] {
  // What a check found has no log, and is short.
  const telling = log === null ? lines : lines.filter((line) => TELLING.test(line));
  const told = telling.map((line) => `${name} ${line.trim().replaceAll(FLEETING, '#')}`);
  return told.length === 0 ? [name] : [...new Set(told)];
}
