import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { StoryId } from '../names/story-id';
import { storyFolder, type Layout } from '../repository/layout';
import { readRecord, writeRecord } from '../state/record-file';

const schema = v.object({ version: v.literal(1), since: v.number() });

/**
 * Since when a story may share files of its dependencies with other checkouts: what is written into one of them later
 * has a later time. Milliseconds since 1970 by the clock of the file system; null: it shares none.
 */
export async function readSharedSince(layout: Layout, id: StoryId): Promise<number | null> {
  return (await readRecord(recordFile(layout, id), schema))?.since ?? null;
}

/** Writes that down; null leaves no record. */
export async function writeSharedSince(
  layout: Layout,
  id: StoryId,
  since: number | null,
): Promise<void> {
  if (since !== null) await writeRecord(recordFile(layout, id), { version: 1, since });
}

/** The time that a file gets which is written into a folder now: a network's file system has its own clock. */
export async function readFileClock(folder: string): Promise<number> {
  const probe = join(folder, `.storygate-clock-${process.pid}`);
  await writeFile(probe, '');
  const { mtimeMs } = await stat(probe);
  await rm(probe);
  return mtimeMs;
}

function recordFile(layout: Layout, id: StoryId): string {
  return join(storyFolder(layout, id), 'shared-dependencies.json');
}
