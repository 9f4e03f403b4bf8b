import { describeObjects, readObjects, type ObjectKind } from '../git/commits';
import type { Git } from '../git/git';
import { lines, listRefs } from '../git/refs';
import { parseCommitSha, parseObjectId, type ObjectId } from '../names/object-id';
import { isStoryId } from '../names/story-id';
import { branchOf } from '../story/story';
import type { Options } from '../options/options';
import { parseCommitTime, parseEntryTag } from './entry-tag';
import { compareEntries, withProblem, type QueueEntry } from './queue-entry';
import { localQueue, QUEUE, shownRef, type QueuePlace } from './queue-place';

/** The queue in its order, a remote's as last fetched: in at most three git processes, however long it is. */
export async function readQueue(place: QueuePlace): Promise<QueueEntry[]> {
  const refs = await listEntryRefs(place);
  const entries = await readEntries(place.git, refs);
  return markTwins(entries.sort(compareEntries));
}

/** This repository's queue; an entry whose story has no branch any more is one with a problem. */
export async function readLocalQueue(git: Git, options: Options): Promise<QueueEntry[]> {
  const queue = await readQueue(localQueue(git));
  if (queue.length === 0) return queue;
  const branches = await listRefs(git, `refs/heads/${options.stories.branchPrefix}`);
  const known = new Set(branches.map(({ ref }) => ref));
  return queue.map((entry) =>
    entry.problem === null && !known.has(`refs/heads/${branchOf(entry.id, options)}`)
      ? withProblem(entry, `story ${entry.id} was removed after it was queued`)
      : entry,
  );
}

/** A ref of the queue: its name there, and what it names. */
export interface EntryRef {
  readonly id: string;
  readonly object: ObjectId;
}

/** The queue's refs; with a name, those that are it, differ from it in case, or are below it. */
export async function listEntryRefs(place: QueuePlace, name = ''): Promise<EntryRef[]> {
  const prefix = shownRef(place, QUEUE);
  const pattern = [name === '' ? prefix : `${prefix}${name}`];
  // No field that needs the objects: git gives up on all refs when one object is missing.
  const format = '--format=%(objectname) %(refname)';
  const out = await place.git.run(['for-each-ref', '--ignore-case', format, ...pattern]);
  return lines(out).map((line) => {
    const [object = '', ref = ''] = line.split(' ');
    return { id: ref.slice(prefix.length), object: parseObjectId(object) };
  });
}

/** Longer records are not read: what Storygate writes has some hundred bytes. */
const LONGEST = 1024 * 1024;

/** Reads what the refs name. */
export async function readEntries(git: Git, refs: readonly EntryRef[]): Promise<QueueEntry[]> {
  const kinds = await describeObjects(
    git,
    refs.flatMap(({ object }) => [object, `${object}^{commit}`]),
  );
  const found = refs.map((ref, index) => ({
    ref,
    kind: kinds[2 * index] ?? null,
    commit: kinds[2 * index + 1] ?? null,
  }));
  const readable = found.filter(({ kind }) => isReadable(kind)).map(({ ref }) => ref.object);
  const texts = await readObjects(git, readable);
  const textOf = new Map(readable.map((object, index) => [object, texts[index] ?? '']));
  return found.map(({ ref, kind, commit }) =>
    parseEntry(ref, kind, commit, textOf.get(ref.object) ?? null),
  );
}

function isReadable(kind: ObjectKind | null): boolean {
  return kind !== null && ['commit', 'tag'].includes(kind.type) && kind.size <= LONGEST;
}

function parseEntry(
  { id, object }: EntryRef,
  kind: ObjectKind | null,
  commit: ObjectKind | null,
  text: string | null,
): QueueEntry {
  const head = commit === null ? null : parseCommitSha(commit.id);
  const broken = (problem: string): QueueEntry => ({
    ...{ id, object, head, problem },
    ...{ priority: 0, rank: 0, queuedAt: null, strategy: null },
  });
  if (!isStoryId(id)) return broken(`${id} is no story's id`);
  if (kind === null) return broken(`what is queued is gone from the repository: ${object}`);
  if (kind.type === 'commit') {
    // As older clients queue: a bare commit.
    const made = text === null ? null : parseCommitTime(text);
    const queuedAt = made === null ? null : new Date(made).toISOString();
    const bare = { priority: 0, rank: made ?? 0, queuedAt, strategy: null };
    return { id, object, head: parseCommitSha(object), ...bare, problem: null };
  }
  if (kind.type !== 'tag') return broken(`what is queued is a ${kind.type}, not a commit`);
  if (text === null) return broken('its record in the queue is too long');
  const tag = parseEntryTag(text);
  if (!['commit', ''].includes(tag.kind))
    return broken(`what is queued is a tag of a ${tag.kind}, not of a commit`);
  if (head === null) return broken('the commit that is queued is gone from the repository');
  if (tag.kind === '' || tag.settings === null) return broken('its record in the queue is damaged');
  const { priority, rank, queuedAt, strategy } = tag.settings;
  return { id, object, head, priority, rank, queuedAt, strategy, problem: null };
}

/** Of two ids that differ only in case the first counts: not every file system can tell their branches apart. */
function markTwins(queue: readonly QueueEntry[]): QueueEntry[] {
  const seen = new Map<string, string>();
  return queue.map((entry) => {
    const first = seen.get(entry.id.toLowerCase());
    if (first === undefined) seen.set(entry.id.toLowerCase(), entry.id);
    return first === undefined || entry.problem !== null
      ? entry
      : withProblem(entry, `story ${first} is queued too, and differs only in case`);
  });
}
