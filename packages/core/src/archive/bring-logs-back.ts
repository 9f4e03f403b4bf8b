import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { Archive } from './archive-record';
import { readJournalIn } from './removal-journal';
import { removedFolder } from './set-record-aside';

/** Brings back the logs that the removal which made the archive has set aside; what the story has by now stays. */
export async function bringLogsBack(
  { layout }: Repository,
  { story, ref }: Archive,
): Promise<void> {
  const removed = removedFolder(layout, story);
  for (const n of await namesIn(removed)) {
    const from = join(removed, n);
    if ((await readJournalIn(from))?.archive !== ref) continue;
    const there = await namesIn(storyFolder(layout, story));
    for (const name of await namesIn(from)) {
      if (there.includes(name) || name === 'removal.json') continue;
      await rename(join(from, name), join(storyFolder(layout, story), name));
    }
    await rm(from, { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}
