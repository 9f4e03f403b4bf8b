import type { Stats } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { agentRecordSchema, isLookedAfter } from '../agents/agent-record';
import { removedFolders } from '../archive/set-record-aside';
import { hasCode, isSystemError } from '../errors/messages';
import type { Emit } from '../events/events';
import { isUnderWay, runNumbers, runSchema } from '../gate/run-record';
import { treeOf } from '../git/commits';
import { readRef } from '../git/refs';
import type { TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Options } from '../options/options';
import { agentsFolder, runsFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { parseJsonAs } from '../state/parse-json';
import { readTextOrNull } from '../state/read-text';
import { branchOf } from '../story/story';
import { planPruning, type KeptRun, type LogLimits } from './plan-pruning';

/*
 * A run to drop is renamed first, to a name that no reader takes for a run's, and then deleted: one that was killed in
 * between leaves no half run, and the next pruning deletes the rest.
 */

const MEGABYTE = 1_000_000;
const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

/**
 * Drops what `logs.maxSize` and `logs.maxAge` leave no room for: of a story's gate runs, of its agents' runs, and of both that
 * removed stories left.
 */
export async function pruneLogs(
  repository: Repository,
  options: Options,
  { story, emit }: { readonly story: StoryId; readonly emit: Emit },
): Promise<void> {
  const { layout, git } = repository;
  const limits = { bytes: options.logs.maxSize * MEGABYTE, age: options.logs.maxAge * DAY };
  try {
    const head = await readRef(git, `refs/heads/${branchOf(story, options)}`);
    const tree = head === null ? null : await treeOf(git, head);
    await pruneRuns(runsFolder(layout, story), limits, (run) => readGateRun(run, tree));
    await pruneRuns(agentsFolder(layout, story), limits, readAgentRun);
    for (const folder of removedFolders(layout)) {
      await pruneRuns(join(folder, basename(runsFolder(layout, story))), limits, readGateRun);
      await pruneRuns(join(folder, basename(agentsFolder(layout, story))), limits, readAgentRun);
    }
  } catch (error) {
    // A run that has ended keeps its result, whatever is the matter with older ones.
    if (!isSystemError(error)) throw error;
    const message = `logs that are too old or too many are still there: ${error.message}`;
    emit({ type: 'warning', code: 'LOGS_NOT_PRUNED', message });
  }
}

/** What a run's record says, as far as it matters here; null when it can't be read. */
type ReadRun = (folder: string) => Promise<Omit<KeptRun, 'number' | 'bytes'> | null>;

/** Drops what is too much of one folder of numbered runs. */
async function pruneRuns(runs: string, limits: LogLimits, read: ReadRun): Promise<void> {
  const numbers = runNumbers(runs);
  if (numbers.length === 0) return;
  await deleteDropped(runs);
  if (numbers.length === 1) return;
  const now = Date.now();
  const kept: KeptRun[] = [];
  for (const number of numbers) kept.push(await readKept(join(runs, String(number)), read));
  for (const number of planPruning(kept, limits, now)) {
    await rename(join(runs, String(number)), join(runs, `${DROPPED}${number}`)).catch(ignoreGone);
  }
  await deleteDropped(runs);
}

const DROPPED = 'dropped-';

async function deleteDropped(runs: string): Promise<void> {
  for (const name of await readdir(runs))
    if (name.startsWith(DROPPED)) await rm(join(runs, name), { recursive: true, force: true });
}

async function readKept(folder: string, read: ReadRun): Promise<KeptRun> {
  const number = Number(basename(folder));
  const [run, bytes] = [await read(folder), await sizeOf(folder)];
  if (run !== null) return { number, bytes, ...run };
  const at = (await statOrNull(folder))?.mtimeMs ?? 0;
  // Its record may be about to be written.
  return { number, at, bytes, result: null, isUnderWay: Date.now() - at < HOUR, proves: null };
}

/** A run of the `present` tree may still be asked for as evidence. */
async function readGateRun(folder: string, present: TreeSha | null = null): ReturnType<ReadRun> {
  const run = readRecordOrNull(join(folder, 'run.json'), keptSchema);
  if (run === null) return null;
  const { result, tree, base, policy } = run;
  return {
    result,
    at: Date.parse(run.endedAt ?? run.startedAt),
    isUnderWay: isUnderWay(run),
    proves: tree !== null && tree === present && result !== 'running' ? `${base} ${policy}` : null,
  };
}

/** Whatever is no success is a failure here, whose last one is kept. */
async function readAgentRun(folder: string): ReturnType<ReadRun> {
  const run = readRecordOrNull(join(folder, 'state.json'), keptAgentSchema);
  if (run === null) return null;
  const isUnderWay = isLookedAfter(run);
  return {
    result: run.state === 'ready' ? 'passed' : isUnderWay ? 'running' : 'failed',
    at: Date.parse(run.endedAt ?? run.startedAt),
    ...{ isUnderWay, proves: null },
  };
}

/** A damaged one is for others to report. */
function readRecordOrNull<T>(file: string, schema: v.GenericSchema<unknown, T>): T | null {
  const text = readTextOrNull(file);
  return text === null ? null : parseJsonAs(text, schema);
}

/** The part of a run's record that says whether it is kept: the list of tasks can be long. */
const keptSchema = v.pick(runSchema, [
  'startedAt',
  'endedAt',
  'process',
  'result',
  'tree',
  'base',
  'policy',
]);

const keptAgentSchema = v.pick(agentRecordSchema, ['startedAt', 'endedAt', 'supervisor', 'state']);

/** The bytes of all files below a folder; 0 when it is gone. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    },
  );
  const files = entries.filter((entry) => entry.isFile());
  const stats = await Promise.all(
    files.map((file) => statOrNull(join(file.parentPath, file.name))),
  );
  return stats.reduce((sum, one) => sum + (one?.size ?? 0), 0);
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Another process dropped it. */
function ignoreGone(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}
