import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { Archive } from './archive-record';
import { readJournalIn } from './removal-journal';
import { removedFolder } from './set-record-aside';
import { listFolder } from '../state/list-folder';

/** Brings back the logs that the removal which made the archive has set aside; what the story has by now stays. */
export async function bringLogsBack(
  { layout }: Repository,
  { story, ref }: Archive,
): Promise<void> {
  const removed = removedFolder(layout, story);
  for (const n of listFolder(removed)) {
    const from = join(removed, n);
    if ((await readJournalIn(from))?.archive !== ref) continue;
    const there = listFolder(storyFolder(layout, story));
    for (const name of listFolder(from)) {
      if (there.includes(name) || name === 'removal.json') continue;
      await rename(join(from, name), join(storyFolder(layout, story), name));
    }
    await rm(from, { recursive: true, force: true });
  }
}
