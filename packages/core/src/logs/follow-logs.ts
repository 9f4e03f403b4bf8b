import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isUnderWay, readRunIn, runNumbers, type StoredRun } from '../gate/run-record';
import type { StoryId } from '../names/story-id';
import { hasEnded } from '../process/process-identity';
import { runsFolder, type Layout } from '../repository/layout';
import { setupLog, unfinishedSetupLog } from '../story/setup-log';
import { listRecordedIds, readStoryRecord } from '../story/story-record';
import { Tail } from './tail';
import { whileChanging } from './while-changing';

/** Gets each line that is printed by what is followed. */
export type OnLine = (line: string) => void;

/** Hands on what Nx prints in a run under way, from its beginning until the run ends; answers the run as it was then. */
export async function followRun(stored: StoredRun, onLine: OnLine): Promise<StoredRun> {
  const tail = new Tail(onLine);
  let last = stored;
  await whileChanging(stored.folder, async () => {
    last = (await readRunIn(stored.folder)) ?? last;
    // Asked before the logs are read: what came before the end is not missed.
    const goesOn = isUnderWay(last.run);
    for (const file of await nxLogs(stored.folder)) await tail.read(file);
    return goesOn;
  });
  tail.finish();
  return last;
}

/** The merged tree that is being gated now, of whichever story: a chain's run is its last story's. null: none is. */
export async function findMergeUnderWay(layout: Layout): Promise<StoredRun | null> {
  for (const id of listRecordedIds(layout)) {
    const runs = runsFolder(layout, id);
    const [newest] = runNumbers(runs);
    const stored = newest === undefined ? null : await readRunIn(join(runs, String(newest)));
    if (stored?.run.subject === 'candidate' && isUnderWay(stored.run)) return stored;
  }
  return null;
}

/** What Nx printed goes to `nx.log`, and to `retry-<n>/nx.log` for what was run again. */
async function nxLogs(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const retries = names.filter((name) => name.startsWith('retry-')).sort();
  return ['.', ...retries].map((name) => join(folder, name, 'nx.log'));
}

/** Whether a story is being made or restored now, by a process that lives. */
export async function isBeingMade(layout: Layout, id: StoryId): Promise<boolean> {
  const record = await readStoryRecord(layout, id);
  return record?.state === 'creating' && !hasEnded(record.maker);
}

/** Hands on what a story's set-up commands print, until the story is made or was taken back. */
export async function followSetup(layout: Layout, id: StoryId, onLine: OnLine): Promise<void> {
  const log = unfinishedSetupLog(layout, id);
  const tail = new Tail(onLine);
  await whileChanging(dirname(log), async () => {
    const goesOn = await isBeingMade(layout, id);
    await tail.read(log);
    // It joins the story at the end.
    if (!goesOn) await tail.read(setupLog(layout, id), log);
    return goesOn;
  });
  tail.finish();
}
