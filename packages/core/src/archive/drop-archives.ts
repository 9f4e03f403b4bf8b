import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { changeRefs } from '../git/refs';
import type { Archive } from './archive-record';
import { listArchives } from './list-archives';

/** Which archives are dropped: one, or all that were made before a moment. */
export type Dropped = (archive: Archive) => boolean;

/** Drops archives for good, all of them or none; returns which. Nothing else in Storygate ever does. */
export async function dropArchives(git: Git, isDropped: Dropped): Promise<Archive[]> {
  const dropped = (await listArchives(git)).filter(isDropped);
  if (dropped.length === 0) return [];
  const changes = dropped.map(({ ref, commit }) => ({ ref, old: commit, next: null }));
  if (await changeRefs(git, changes, 'storygate: drop archive')) return dropped;
  throw refusal({
    code: 'ARCHIVES_CHANGED',
    message: 'another process changed the archives meanwhile, so none was dropped',
    hints: ['See what is there with `npx storygate archive`, and run the command again.'],
  });
}
