import { join } from 'node:path';
import * as v from 'valibot';
import { isStoryId, type StoryId } from '../names/story-id';
import { identitySchema } from '../process/process-identity';
import { storyFolder, type Layout } from '../repository/layout';
import { listFolder } from '../state/list-folder';
import { readRecord, writeRecord } from '../state/record-file';

/** The form of `story.json`. */
export const storyRecordSchema = v.object({
  version: v.literal(1),
  id: v.string(),
  title: v.nullable(v.string()),
  /** `creating` until the workspace is ready; its maker says whether that is still going on. */
  state: v.picklist(['creating', 'ready']),
  /** The commit the branch started from. */
  base: v.string(),
  createdAt: v.string(),
  ports: v.nullable(v.object({ base: v.number(), size: v.number() })),
  maker: identitySchema,
  /** The archive that it is brought back from while that is under way. */
  restores: v.optional(v.string()),
});

/** What git does not know about a story: `story.json`. */
export type StoryRecord = v.InferOutput<typeof storyRecordSchema>;

/** A story's record, or null where it has none (a branch made by hand). */
export function readStoryRecord(layout: Layout, id: StoryId): Promise<StoryRecord | null> {
  return readRecord(recordFile(layout, id), storyRecordSchema);
}

/** Writes a story's record. */
export function writeStoryRecord(layout: Layout, record: StoryRecord): Promise<void> {
  return writeRecord(recordFile(layout, record.id as StoryId), record);
}

/** The ids that have a folder, whatever is in it. */
export function listRecordedIds(layout: Layout): StoryId[] {
  return listFolder(layout.stories).filter(isStoryId).sort();
}

function recordFile(layout: Layout, id: StoryId): string {
  return join(storyFolder(layout, id), 'story.json');
}
