import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { lines } from '../git/refs';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { isStoryId, type StoryId } from '../names/story-id';

/*
 * The queue of a remote trunk is refs there: refs/storygate/queue/<id> names the head that was pinned when the story
 * was queued. An entry is made, replaced and ended by compare-and-swap. Results are beside it, at
 * refs/storygate/results/<id>; they tell what happened and prove nothing.
 */

/** Where a remote keeps its queue. */
export const QUEUE = 'refs/storygate/queue/';
/** Where a remote keeps how each story's last landing ended. */
export const RESULTS = 'refs/storygate/results/';

/** A story that waits to land on a remote's trunk. */
export interface QueueEntry {
  readonly id: StoryId;
  /** What the queue's ref names; a commit, unless somebody pushed something else. */
  readonly head: CommitSha;
  readonly isCommit: boolean;
}

/** Where what was last seen of a remote's queue is kept. */
export function seenQueue(remote: string): string {
  return `refs/storygate/remote/${remote}/queue/`;
}

/** Where what was last seen of a remote's results is kept. */
export function seenResults(remote: string): string {
  return `refs/storygate/remote/${remote}/results/`;
}

/** Fetches a remote's queue and results; what is gone there is gone here. */
export async function fetchQueue(git: Git, remote: string): Promise<void> {
  await git.run([
    'fetch',
    '--quiet',
    '--no-tags',
    '--prune',
    remote,
    `+${QUEUE}*:${seenQueue(remote)}*`,
    `+${RESULTS}*:${seenResults(remote)}*`,
  ]);
}

/** The queue as last fetched, in the order in which it is landed: oldest head first, then by id. */
export async function readQueue(git: Git, remote: string): Promise<QueueEntry[]> {
  const prefix = seenQueue(remote);
  const out = await git.run([
    'for-each-ref',
    '--sort=refname',
    '--sort=committerdate',
    '--format=%(objectname) %(objecttype) %(refname)',
    prefix,
  ]);
  return lines(out).flatMap((line) => {
    const [object = '', type = '', ref = ''] = line.split(' ');
    const id = ref.slice(prefix.length);
    return isStoryId(id) ? [{ id, head: parseCommitSha(object), isCommit: type === 'commit' }] : [];
  });
}

/** One ref of a push: from what it must be there (null: absent) to what it becomes (null: gone). */
export interface PushedChange {
  readonly ref: string;
  readonly old: CommitSha | null;
  readonly next: CommitSha | null;
}

/**
 * Pushes all changes or none, each with a lease. False when the remote refused and a ref is no longer what it was
 * expected to be; other trouble throws.
 */
export async function pushChanges(
  git: Git,
  remote: string,
  changes: readonly PushedChange[],
): Promise<boolean> {
  try {
    await git.run([
      'push',
      '--quiet',
      '--atomic',
      '--no-verify',
      ...changes.map(({ ref, old }) => `--force-with-lease=${ref}:${old ?? ''}`),
      remote,
      ...changes.map(({ ref, next }) => `${next ?? ''}:${ref}`),
    ]);
    return true;
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    const refs = changes.map(({ ref }) => ref);
    const seen = lines(await git.run(['ls-remote', remote, ...refs]));
    const isAsExpected = ({ ref, old }: PushedChange): boolean =>
      (seen.find((line) => line.endsWith(`\t${ref}`))?.split('\t')[0] ?? null) === old;
    if (changes.every(isAsExpected)) throw error;
    return false;
  }
}
