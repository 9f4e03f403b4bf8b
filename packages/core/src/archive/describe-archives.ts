import { readChangedFiles } from '../git/changed-files';
import type { Git } from '../git/git';
import type { StoryId } from '../names/story-id';
import type { Archive } from './archive-record';
import { listArchives } from './list-archives';

/** An archive, and which files it holds otherwise than the story's last commit: what was uncommitted and untracked. */
export interface ArchiveContent {
  readonly archive: Archive;
  readonly files: readonly string[];
}

/** The archives of one story or of all, with what was uncommitted in each. */
export async function describeArchives(git: Git, story: StoryId | null): Promise<ArchiveContent[]> {
  const archives = await listArchives(git, story);
  const ranges = archives.map(({ commit, record }) => ({
    from: record.detached ?? record.head,
    to: commit,
  }));
  const changed = await readChangedFiles(git, ranges);
  return archives.map((archive, index) => ({
    archive,
    files: (changed[index] ?? []).map(({ path }) => path),
  }));
}
