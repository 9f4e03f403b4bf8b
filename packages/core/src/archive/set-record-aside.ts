import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import type { StoryId } from '../names/story-id';
import { storyFolder, type Layout } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { listFolder } from '../state/list-folder';

/** The folder that holds the records and logs of removed stories of an id, one numbered folder for each. */
export function removedFolder(layout: Layout, id: StoryId): string {
  return join(layout.root, 'removed', id);
}

/** The folders that hold records and logs of removed stories, whichever id they had. */
export function removedFolders(layout: Layout): string[] {
  const root = join(layout.root, 'removed');
  return listFolder(root).flatMap((id) => listFolder(join(root, id)).map((n) => join(root, id, n)));
}

/** The folder of the story of this id that was removed last, or null. */
export function lastRemovedFolder(layout: Layout, id: StoryId): string | null {
  const removed = removedFolder(layout, id);
  const numbers = listFolder(removed).map(Number).filter(Number.isInteger);
  return numbers.length === 0 ? null : join(removed, String(Math.max(...numbers)));
}

/** Keeps a story's logs and record readable among the removed ones, so that its id is free again. */
export async function setRecordAside({ layout }: Repository, id: StoryId): Promise<void> {
  const removed = removedFolder(layout, id);
  await mkdir(removed, { recursive: true });
  const numbers = listFolder(removed).map(Number).filter(Number.isInteger);
  const n = Math.max(0, ...numbers) + 1;
  try {
    await rename(storyFolder(layout, id), join(removed, String(n)));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
