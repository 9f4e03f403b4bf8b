import { basename, relative } from 'node:path';
import type { StoredRun } from '@storygate/core/gate/run-record';
import type { FailureDigest, RunDigest } from '@storygate/core/logs/digest-run';
import type { StoryLogs } from '@storygate/core/logs/read-story-logs';
import type { StoryId } from '@storygate/core/names/story-id';
import type { Output } from '../output';
import { gateDocument } from './gate';
import { endOf, sayWhose, sumUp } from './logs';

/*
 * One screen is 40 lines of 80 columns. A run takes nine (a removed story, the run, why, what came after it, what failed
 * too, the folder, two commands, an empty line), and each failure two beside what is told of it.
 */
const SCREEN = { lines: 40, columns: 80 };
const FRAME = 9;
const INDENT = '  ';
const PLACES = 4;

/** As much as one screen holds. */
export const DIGEST_LIMITS = {
  places: PLACES,
  lines: SCREEN.lines - FRAME - 2 * PLACES,
  columns: SCREEN.columns - INDENT.length,
  characters: SCREEN.lines * SCREEN.columns,
};

/** A run that was not green, with what broke in it; both null where every run was. */
interface Digested {
  readonly id: StoryId;
  readonly logs: StoryLogs;
  readonly stored: StoredRun | null;
  readonly digest: RunDigest | null;
}

/** The JSON form of what broke. */
export function digestDocument({ id, logs, stored, digest }: Digested): object {
  return {
    ...(stored === null ? { story: id } : gateDocument(stored)),
    removed: logs.of === 'removed-story',
    failures: digest?.failures ?? [],
    otherFailures: digest?.others ?? [],
  };
}

/** Prints what broke, in one screen. */
export function renderDigest(output: Output, { id, logs, stored, digest }: Digested): void {
  if (stored === null || digest === null) {
    output.say(`no gate run of story ${id} that is kept failed`);
    return;
  }
  const { run, folder } = stored;
  const say = (line: string) => output.say(cut(line));
  sayWhose(output, logs.of, run);
  say(`${sumUp({ ...run, reason: null })}, ${whenOf(run)}`);
  // That a task failed is told below.
  if (run.reason !== null && run.tasks.every(({ result }) => result === 'passed')) say(run.reason);
  const newest = logs.runs[0]?.run;
  if (newest !== undefined && newest.startedAt > run.startedAt)
    say(`run ${newest.number} is newer: ${endOf(newest)}`);
  if (digest.failures.length === 0) say('nothing in it failed');
  for (const failure of digest.failures) renderFailure(output, failure);
  output.say('');
  if (digest.others.length > 0) say(`also failed: ${digest.others.join(', ')}`);
  // A path or a command that is cut is of no use.
  output.say(`logs: ${shortest(folder)}`);
  if (logs.of === 'removed-story') return;
  const merged = run.subject === 'candidate' ? ' --merged' : '';
  output.say(`reproduce: npx storygate gate ${run.story}${merged}`);
  const [command] = digest.failures.flatMap(({ reproduce }) => reproduce ?? []);
  if (command !== undefined) output.say(`or, in its worktree: ${command}`);
}

function whenOf({ startedAt, endedAt }: StoredRun['run']): string {
  return `${(endedAt ?? startedAt).slice(0, 16).replace('T', ' ')} UTC`;
}

function renderFailure(output: Output, { name, log, lines }: FailureDigest): void {
  output.say('');
  output.say(cut(`--- ${name}${log === null ? '' : ` (${basename(log)})`}`));
  for (const line of lines) output.say(`${INDENT}${line}`);
}

function cut(line: string): string {
  return line.length <= SCREEN.columns ? line : `${line.slice(0, SCREEN.columns - 1)}…`;
}

/** A path as it is shortest from here. */
function shortest(path: string): string {
  const here = relative(process.cwd(), path);
  return here !== '' && here.length < path.length ? here : path;
}
