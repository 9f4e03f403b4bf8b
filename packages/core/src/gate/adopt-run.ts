import { cp } from 'node:fs/promises';
import type { StoryId } from '../names/story-id';
import type { Layout } from '../repository/layout';
import { createRunFolder, writeRun, type StoredRun } from './run-record';

/** A copy of a run among a story's own, so that what was decided about the story by it is found there. */
export async function adoptRun(
  layout: Layout,
  story: StoryId,
  stored: StoredRun,
): Promise<StoredRun> {
  if (stored.run.story === story) return stored;
  const { number, folder } = await createRunFolder(layout, story);
  await cp(stored.folder, folder, { recursive: true });
  const adopted = { folder, run: { ...stored.run, story, number } };
  await writeRun(adopted);
  return adopted;
}
