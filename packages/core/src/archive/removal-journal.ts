import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { storyFolder, type Layout } from '../repository/layout';
import { readRecord, writeRecord } from '../state/record-file';

const schema = v.object({
  version: v.literal(1),
  branch: v.string(),
  head: v.pipe(
    v.string(),
    v.transform((text) => text as CommitSha),
  ),
  /** Where the worktree was. */
  path: v.nullable(v.string()),
  adminDir: v.nullable(v.string()),
  /** null when all of it was on trunk. */
  archive: v.nullable(v.string()),
});

/**
 * What a removal writes down once everything is safe and before it takes anything away: `removal.json` in the story's
 * folder. Whoever finds it may take away the rest.
 */
export type RemovalJournal = v.InferOutput<typeof schema>;

/** A removal that was begun and not ended, or null. */
export function readJournal(layout: Layout, id: StoryId): Promise<RemovalJournal | null> {
  return readRecord(journalFile(storyFolder(layout, id)), schema);
}

/** The removal that ended with a folder of records being set aside, or null. */
export function readJournalIn(folder: string): Promise<RemovalJournal | null> {
  return readRecord(journalFile(folder), schema);
}

/** Writes down that everything of a story is safe. */
export function writeJournal(layout: Layout, id: StoryId, journal: RemovalJournal): Promise<void> {
  return writeRecord(journalFile(storyFolder(layout, id)), journal);
}

/** Forgets a removal that is not to go on. */
export function dropJournal(layout: Layout, id: StoryId): Promise<void> {
  return rm(journalFile(storyFolder(layout, id)), { force: true });
}

function journalFile(folder: string): string {
  return join(folder, 'removal.json');
}
