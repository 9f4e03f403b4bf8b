import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { hasCode } from '../errors/messages';
import type { StoryId } from '../names/story-id';
import { hasEnded, identitySchema } from '../process/process-identity';
import { runsFolder, type Layout } from '../repository/layout';
import { listFolder } from '../state/list-folder';
import { readTextOrNull } from '../state/read-text';
import { readRecord, writeRecord } from '../state/record-file';
import { flakyTaskSchema, taskRecordSchema } from './recorded-task';

/** The form of `run.json`. */
export const runSchema = v.object({
  version: v.literal(1),
  number: v.number(),
  story: v.string(),
  /** Who started it: a gate of Storygate's own, or an Nx run of the user's that was watched. */
  kind: v.picklist(['gate', 'observed']),
  /** The story's own tree, or the candidate's: what would be on trunk. */
  subject: v.picklist(['story', 'candidate']),
  commit: v.string(),
  /** null when the run was not of a whole, committed tree: then it proves nothing about one. */
  tree: v.nullable(v.string()),
  base: v.string(),
  policy: v.string(),
  startedAt: v.string(),
  endedAt: v.nullable(v.string()),
  /** Who runs it, while it is under way. */
  process: v.optional(identitySchema),
  result: v.picklist(['running', 'passed', 'failed', 'did-not-run']),
  /** Why it did not run, or what else a person should know; null when there is nothing to say. */
  reason: v.nullable(v.string()),
  affected: v.array(v.string()),
  /** Affected projects that have nothing to run. */
  withoutChecks: v.array(v.string()),
  missing: v.array(v.string()),
  tasks: v.array(taskRecordSchema),
  /** Tasks that failed first and passed when they were run again. */
  flaky: v.optional(v.array(flakyTaskSchema), []),
  checks: v.array(
    v.object({
      name: v.string(),
      result: v.picklist(['passed', 'failed', 'noted']),
      findings: v.array(v.string()),
    }),
  ),
});

/** One gate run's record. */
export type GateRun = v.InferOutput<typeof runSchema>;
/** A story check in a run's record. */
export type CheckRecord = GateRun['checks'][number];

/** A run with the folder its logs are in. */
export interface StoredRun {
  readonly folder: string;
  readonly run: GateRun;
}

/** Makes the next numbered run folder of a story; two processes get two folders. */
export async function createRunFolder(
  layout: Layout,
  story: StoryId,
): Promise<{ readonly number: number; readonly folder: string }> {
  const runs = runsFolder(layout, story);
  await mkdir(runs, { recursive: true });
  for (let number = Math.max(0, ...runNumbers(runs)) + 1; ; number++) {
    const folder = join(runs, String(number));
    try {
      await mkdir(folder);
      return { number, folder };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** Writes a run's record. */
export function writeRun(stored: StoredRun): Promise<void> {
  return writeRecord(join(stored.folder, 'run.json'), stored.run);
}

/** Whether somebody runs it now. One whose process was killed stays `running` for ever, and is not. */
export function isUnderWay({ result, process }: Pick<GateRun, 'result' | 'process'>): boolean {
  return result === 'running' && process !== undefined && !hasEnded(process);
}

/** The runs in a folder of runs, the newest first. */
export async function readRuns(runs: string): Promise<StoredRun[]> {
  const stored: StoredRun[] = [];
  for await (const run of readEach(runs, runNumbers(runs), '')) stored.push(run);
  return stored;
}

/** Older runs than so many are no evidence any more. */
const MOST_WALKED = 50;

/** A story's runs whose records have a text in them, the newest first; each is read when it is asked for. */
export async function* walkRuns(
  layout: Layout,
  story: StoryId,
  text: string,
): AsyncGenerator<StoredRun> {
  const runs = runsFolder(layout, story);
  yield* readEach(runs, runNumbers(runs).slice(0, MOST_WALKED), text);
}

async function* readEach(
  runs: string,
  numbers: readonly number[],
  text: string,
): AsyncGenerator<StoredRun> {
  for (const number of numbers) {
    const folder = join(runs, String(number));
    const file = join(folder, 'run.json');
    // Parsing takes longer than reading, and most records that someone looks for are others.
    if (!(readTextOrNull(file) ?? '').includes(text)) continue;
    const run = await readRecord(file, runSchema);
    if (run !== null) yield { folder, run };
  }
}

/** One of a story's runs, or null when there is none with this number. */
export async function readRun(
  layout: Layout,
  story: StoryId,
  number: number,
): Promise<StoredRun | null> {
  return readRunIn(join(runsFolder(layout, story), String(number)));
}

/** The run that a folder holds, or null when there is none. */
export async function readRunIn(folder: string): Promise<StoredRun | null> {
  const run = await readRecord(join(folder, 'run.json'), runSchema);
  return run === null ? null : { folder, run };
}

/** The numbers of the runs in a folder of runs, the newest first. */
export function runNumbers(runs: string): number[] {
  const numbers = listFolder(runs)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return numbers.sort((a, b) => b - a);
}
