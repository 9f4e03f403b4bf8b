import type { Git } from '../git/git';
import { changeRefs, type RefChange } from '../git/refs';
import type { Trunk } from '../repository/trunk';
import { pushChanges } from './push-changes';

/*
 * The queue is refs, the same ones in a repository whose trunk is local and on a remote:
 * - refs/storygate/queue/<id> names a tag object: the pinned head, and what was asked for;
 * - refs/storygate/results/<id> tells how a story's last landing ended, and proves nothing;
 * - refs/storygate/queue-paused is there while nothing may land.
 * Each is made, replaced and ended by compare-and-swap. Anyone who may push there can write them, so all are read as
 * hostile input. A remote's are read as last fetched, below refs/storygate/remote/<remote>/.
 */

/** Where the queue keeps its entries. */
export const QUEUE = 'refs/storygate/queue/';
/** Where the queue keeps how each story's last landing ended. */
export const RESULTS = 'refs/storygate/results/';
/** What is there while the queue is paused; no story's entry, for those are a level below. */
export const PAUSED = 'refs/storygate/queue-paused';

/** A queue: this repository's own, or a remote's. */
export interface QueuePlace {
  readonly git: Git;
  /** null: this repository's own. */
  readonly remote: string | null;
}

/** This repository's own queue. */
export function localQueue(git: Git): QueuePlace {
  return { git, remote: null };
}

/** Where the stories that are to land on trunk by whoever works its queue are queued. */
export function queueOf(git: Git, { remote }: Pick<Trunk, 'remote'>): QueuePlace {
  return { git, remote };
}

/** Where stories may be queued: trunk's queue, and this repository's own when that is another. */
export function placesOf(git: Git, trunk: Pick<Trunk, 'remote'>): QueuePlace[] {
  return trunk.remote === null ? [localQueue(git)] : [queueOf(git, trunk), localQueue(git)];
}

/** The ref of this repository that shows one of the queue's refs: itself, or what was last fetched of a remote's. */
export function shownRef({ remote }: QueuePlace, ref: string): string {
  return remote === null ? ref : ref.replace('refs/storygate/', `refs/storygate/remote/${remote}/`);
}

/** Fetches a remote's queue, results and pause; what is gone there is gone here. Nothing to do for a local queue. */
export async function fetchQueue(place: QueuePlace): Promise<void> {
  const { git, remote } = place;
  if (remote === null) return;
  // A pattern, for a ref that is named whole must exist.
  const patterns = [`${QUEUE}*`, `${RESULTS}*`, `${PAUSED}*`];
  const refspecs = patterns.map((pattern) => `+${pattern}:${shownRef(place, pattern)}`);
  await git.run(['fetch', '--quiet', '--no-tags', '--prune', remote, ...refspecs]);
}

/**
 * Makes all changes of the queue's refs or none. False when one is no longer what it was expected to be; other trouble
 * throws. What was last fetched of a remote's queue stays as it is.
 */
export async function changeQueue(
  { git, remote }: QueuePlace,
  changes: readonly RefChange[],
): Promise<boolean> {
  return remote === null
    ? changeRefs(git, changes, 'storygate: queue')
    : pushChanges(git, remote, changes);
}
