import type { Stats } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { removedFolders } from '../archive/set-record-aside';
import { hasCode, isSystemError } from '../errors/messages';
import type { Emit } from '../events/events';
import { isUnderWay, runNumbers, runSchema } from '../gate/run-record';
import { treeOf } from '../git/commits';
import { readRef } from '../git/refs';
import type { TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Options } from '../options/options';
import { runsFolder } from '../repository/layout';
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

/** Drops what `logs.maxSize` and `logs.maxAge` leave no room for: of a story's runs, and of removed stories'. */
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
    await pruneRuns(runsFolder(layout, story), limits, tree);
    for (const folder of await removedFolders(layout))
      await pruneRuns(join(folder, 'runs'), limits, null);
  } catch (error) {
    // A run that has ended keeps its result, whatever is the matter with older ones.
    if (!isSystemError(error)) throw error;
    const message = `logs that are too old or too many are still there: ${error.message}`;
    emit({ type: 'warning', code: 'LOGS_NOT_PRUNED', message });
  }
}

/** Drops what is too much of one folder of runs; runs of the `present` tree may still be asked for as evidence. */
export async function pruneRuns(
  runs: string,
  limits: LogLimits,
  present: TreeSha | null,
): Promise<void> {
  const numbers = await runNumbers(runs);
  if (numbers.length === 0) return;
  await deleteDropped(runs);
  if (numbers.length === 1) return;
  const now = Date.now();
  const kept: KeptRun[] = [];
  for (const number of numbers) kept.push(await readKept(join(runs, String(number)), present));
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

async function readKept(folder: string, present: TreeSha | null): Promise<KeptRun> {
  const text = await readTextOrNull(join(folder, 'run.json'));
  const run = text === null ? null : parseJsonAs(text, keptSchema);
  const number = Number(basename(folder));
  const bytes = await sizeOf(folder);
  if (run === null) {
    const at = (await statOrNull(folder))?.mtimeMs ?? 0;
    // Its record may be about to be written.
    return { number, at, bytes, result: null, isUnderWay: Date.now() - at < HOUR, proves: null };
  }
  const { result, tree, base, policy } = run;
  return {
    number,
    bytes,
    result,
    at: Date.parse(run.endedAt ?? run.startedAt),
    isUnderWay: isUnderWay(run),
    proves: tree !== null && tree === present && result !== 'running' ? `${base} ${policy}` : null,
  };
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
