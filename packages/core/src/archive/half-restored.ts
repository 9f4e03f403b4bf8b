import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { changeRefs } from '../git/refs';
import type { StoryId } from '../names/story-id';
import { hasEnded } from '../process/process-identity';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { storiesDirectory } from '../story/stories-directory';
import { branchOf } from '../story/story';
import { readStoryRecord } from '../story/story-record';
import type { Archive } from './archive-record';
import { findStoryCheckouts } from './find-checkout';
import { discardStaged, stagingOf } from './put-in-place';

/** The story that is being restored, and from what. */
export interface Restored {
  readonly id: StoryId;
  readonly archive: Archive;
}

/**
 * Clears what a restore of the same archive that was killed has left. Where its files are in place already, that is where:
 * they stay, for somebody may have begun to work there.
 */
export async function takeUpHalfRestored(
  repository: Repository,
  trunk: Trunk,
  { id, archive }: Restored,
): Promise<string | null> {
  const { git, layout } = repository;
  const { options } = trunk.policy;
  const record = await readStoryRecord(layout, id);
  if (record?.state !== 'creating' || record.restores !== archive.ref) return null;
  if (!hasEnded(record.maker)) return null;
  const { own } = await findStoryCheckouts(repository, options, id);
  const staging = stagingOf(join(storiesDirectory(repository, options), id));
  const isStaged = own !== null && isStaging(own.worktree.path);
  if (own !== null && own.folder !== null && !isStaged) return own.worktree.path;
  await discardStaged(git, isStaged ? own.worktree.path : staging);
  const ref = `refs/heads/${branchOf(id, options)}`;
  // The branch of somebody who went on with it stays, and then the story exists.
  await changeRefs(git, [{ ref, old: archive.record.head, next: null }], 'storygate: undo');
  await rm(storyFolder(layout, id), { recursive: true, force: true });
  return null;
}

function isStaging(path: string): boolean {
  return basename(dirname(path)) === '.restoring';
}
