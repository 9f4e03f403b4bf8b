import { refusal } from '../errors/storygate-error';
import { isAncestor } from '../git/commits';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { dequeue } from './dequeue';
import type { QueueEntry } from './queue-entry';
import { localQueue, queueOf, type QueuePlace } from './queue-place';
import { readQueue } from './read-queue';

/** What removing a story does to the queues. */
export interface RemovedEntry {
  /** What leaves this repository's queue; null when it is not queued here. */
  readonly entry: QueueEntry | null;
  /** The remote on which it stays queued, as last fetched: others work that queue, and may land it. */
  readonly staysOn: string | null;
}

/**
 * What removing a story would do to the queues. A refusal where the queue alone has the commit that was pinned, for then
 * it would be lost with the entry.
 */
export async function previewDrop(
  { git }: Repository,
  trunk: Trunk,
  { story, head }: { readonly story: StoryId; readonly head: CommitSha },
): Promise<RemovedEntry> {
  const entry = await findEntry(localQueue(git), story);
  const pinned = entry?.head ?? null;
  const isKept =
    pinned === null ||
    (await isAncestor(git, pinned, head)) ||
    (await isAncestor(git, pinned, trunk.commit));
  if (!isKept) {
    throw refusal({
      code: 'QUEUED_COMMIT_ALONE',
      message: `story ${story} can't be removed: it is queued at ${pinned.slice(0, 10)}, which neither its branch nor trunk has`,
      hints: [
        `Let it land with \`npx storygate merge\`, or take it off the queue: \`npx storygate queue drop ${story}\`.`,
        `To keep that commit, name it first: \`git branch <name> ${pinned.slice(0, 10)}\`.`,
      ],
      facts: { story, queued: pinned, head },
    });
  }
  const { remote } = trunk;
  const there = remote === null ? null : await findEntry(queueOf(git, trunk), story);
  return { entry, staysOn: there === null ? null : remote };
}

/**
 * Takes a removed story off this repository's queue; false when it is not queued, or was queued anew meanwhile. After the
 * removal, since a removal that fails must not cost the story its place.
 */
export async function applyDrop({ git }: Repository, { entry }: RemovedEntry): Promise<boolean> {
  return entry !== null && (await dequeue(localQueue(git), entry));
}

async function findEntry(place: QueuePlace, story: StoryId): Promise<QueueEntry | null> {
  return (await readQueue(place)).find(({ id }) => id === story) ?? null;
}
