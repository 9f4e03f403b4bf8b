import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { hasCode } from '../errors/messages';
import type { StoryId } from '../names/story-id';
import { runsFolder, type Layout } from '../repository/layout';
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
  for (let number = Math.max(0, ...(await runNumbers(runs))) + 1; ; number++) {
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

/** A story's runs, the newest first; `most` bounds how many are read. */
export async function readRuns(layout: Layout, story: StoryId, most = 50): Promise<StoredRun[]> {
  const runs = runsFolder(layout, story);
  const stored: StoredRun[] = [];
  for (const number of (await runNumbers(runs)).sort((a, b) => b - a).slice(0, most)) {
    const folder = join(runs, String(number));
    const run = await readRecord(join(folder, 'run.json'), runSchema);
    if (run !== null) stored.push({ folder, run });
  }
  return stored;
}

/** One of a story's runs, or null when there is none with this number. */
export async function readRun(
  layout: Layout,
  story: StoryId,
  number: number,
): Promise<StoredRun | null> {
  const folder = join(runsFolder(layout, story), String(number));
  const run = await readRecord(join(folder, 'run.json'), runSchema);
  return run === null ? null : { folder, run };
}

async function runNumbers(runs: string): Promise<number[]> {
  const exists = await stat(runs).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (exists === null) return [];
  return (await readdir(runs)).filter((name) => /^\d+$/.test(name)).map(Number);
}
