import { refusal } from '../errors/storygate-error';
import type { RefChange } from '../git/refs';
import { parseObjectId, type CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { MergeStrategy } from '../options/options';
import { formatEntryTag, type EntrySettings } from './entry-tag';
import type { QueueEntry, SoundEntry } from './queue-entry';
import { QUEUE, type QueuePlace } from './queue-place';
import { listEntryRefs, readEntries } from './read-queue';
import { updateQueue } from './update-queue';

/** A story to queue, its head pinned. */
export interface QueueRequest {
  readonly id: StoryId;
  readonly head: CommitSha;
  /** -100 to 100; null: what it has in the queue already, or 0. */
  readonly priority: number | null;
  /** null: what the policy says. */
  readonly strategy: MergeStrategy | null;
}

/** What is queued now, and what was queued for the story before: the same entry when nothing had to change. */
export interface Enqueued {
  readonly entry: SoundEntry;
  readonly before: QueueEntry | null;
}

/**
 * Queues stories in their order, all or none; each is another one. The same head with the same settings is left where it
 * is; with other settings it keeps its rank; a new head is new work and goes behind what has its priority.
 */
export async function enqueue(
  place: QueuePlace,
  requests: readonly QueueRequest[],
): Promise<Enqueued[]> {
  if (requests.length === 0) return [];
  return updateQueue<Enqueued[]>(place, async () => {
    const refs = await listEntryRefs(place);
    requests.forEach(({ id }, index) => {
      requireNameFree(id, [...refs, ...requests.slice(0, index)]);
    });
    const ids = new Set<string>(requests.map(({ id }) => id));
    const queued = await readEntries(
      place.git,
      refs.filter(({ id }) => ids.has(id)),
    );
    const now = Date.now();
    const plans = await Promise.all(
      requests.map((request, index) => {
        const before = queued.find(({ id }) => id === request.id) ?? null;
        return planEntry(place, request, before, new Date(now + index));
      }),
    );
    return {
      changes: plans.flatMap(({ change }) => change),
      answer: plans.map(({ queued }) => queued),
    };
  });
}

async function planEntry(
  { git }: QueuePlace,
  request: QueueRequest,
  before: QueueEntry | null,
  now: Date,
): Promise<{ readonly change: readonly RefChange[]; readonly queued: Enqueued }> {
  const { id, head } = request;
  const settings = planSettings(request, before, now);
  if (before?.problem === null && before.head === head && isSame(before, settings)) {
    return { change: [], queued: { entry: before, before } };
  }
  const text = formatEntryTag(id, head, settings);
  const object = parseObjectId(await git.line(['mktag'], { input: text }));
  return {
    change: [{ ref: `${QUEUE}${id}`, old: before?.object ?? null, next: object }],
    queued: { entry: { id, head, object, ...settings, problem: null }, before },
  };
}

/** Refuses a name that differs from another only in case, or that git would need as a folder. */
function requireNameFree(id: StoryId, others: readonly { readonly id: string }[]): void {
  const name = id.toLowerCase();
  for (const other of others) {
    const its = other.id.toLowerCase();
    if (other.id !== id && (its === name || its.startsWith(`${name}/`)))
      throw inTheWay(id, other.id);
  }
}

/** What a queued story's entry says, by what was asked and what was queued before. */
export function planSettings(
  { head, priority, strategy }: QueueRequest,
  before: QueueEntry | null,
  now: Date,
): EntrySettings {
  const wanted = { priority: priority ?? before?.priority ?? 0, strategy };
  const isSameWork = before?.problem === null && before.head === head;
  return isSameWork && before.queuedAt !== null
    ? { ...wanted, rank: before.rank, queuedAt: before.queuedAt }
    : { ...wanted, rank: now.getTime(), queuedAt: now.toISOString() };
}

function isSame(entry: SoundEntry, { priority, strategy }: EntrySettings): boolean {
  return entry.priority === priority && entry.strategy === strategy;
}

function inTheWay(id: StoryId, other: string) {
  return refusal({
    code: 'QUEUE_NAME_TAKEN',
    message: `story ${id} can't be queued while ${other} is: ${
      other.includes('/')
        ? 'git can keep only one of the two names'
        : 'not every file system can tell the two names apart'
    }`,
    hints: [`Take the other off the queue with \`npx storygate queue drop ${other}\`.`],
    facts: { story: id, queued: other },
  });
}
