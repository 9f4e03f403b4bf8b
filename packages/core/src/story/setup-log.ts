import { join } from 'node:path';
import { lastRemovedFolder } from '../archive/set-record-aside';
import type { StoryId } from '../names/story-id';
import { storyFolder, type Layout } from '../repository/layout';
import { readTextOrNull } from '../state/read-text';

/** The file with what a story's set-up commands printed. */
export function setupLog(layout: Layout, id: StoryId): string {
  return join(storyFolder(layout, id), 'setup.log');
}

/** The same while they run, and of a story that was taken back because they failed. */
export function unfinishedSetupLog(layout: Layout, id: StoryId): string {
  return join(layout.root, 'failed', id, 'setup.log');
}

/** What the set-up commands of a story, of the last attempt to start it, or else of a removed one printed; null where none ran. */
export async function readSetupLog(layout: Layout, id: StoryId): Promise<string | null> {
  const removed = lastRemovedFolder(layout, id);
  return (
    readTextOrNull(setupLog(layout, id)) ??
    readTextOrNull(unfinishedSetupLog(layout, id)) ??
    (removed === null ? null : readTextOrNull(join(removed, 'setup.log')))
  );
}
