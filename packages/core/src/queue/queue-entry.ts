import type { CommitSha, ObjectId } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { MergeStrategy } from '../options/options';

/** The most a story's priority can be, and its negative the least. */
export const MOST_PRIORITY = 100;

/** A story that waits to land; with a problem, what can only be ended. */
export type QueueEntry = SoundEntry | BrokenEntry;

/** What every entry has. */
interface EntryFacts {
  /** What the queue's ref names; the entry is replaced and ended only while it does. */
  readonly object: ObjectId;
  /** -100 to 100; higher ones land first. */
  readonly priority: number;
  /** Its place among those of its priority: milliseconds since the epoch when it was queued, unless it was moved. */
  readonly rank: number;
  /** ISO 8601; null when nobody said. */
  readonly queuedAt: string | null;
}

/** An entry that can be tried. */
export interface SoundEntry extends EntryFacts {
  readonly id: StoryId;
  /** The commit that was pinned when the story was queued. */
  readonly head: CommitSha;
  /** null: what the policy says. */
  readonly strategy: MergeStrategy | null;
  readonly problem: null;
}

/** An entry that can't be tried; whoever works the queue ends it and says why. */
export interface BrokenEntry extends EntryFacts {
  /** What the ref is called; not always a story's id. */
  readonly id: string;
  readonly head: CommitSha | null;
  readonly strategy: null;
  /** Why, as a clause without a full stop. */
  readonly problem: string;
}

/** The queue's order: the higher priority first, then the lower rank, then by id. */
export function compareEntries(a: QueueEntry, b: QueueEntry): number {
  return b.priority - a.priority || a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The same entry, which can only be ended. */
export function withProblem(entry: QueueEntry, problem: string): BrokenEntry {
  return { ...entry, strategy: null, problem };
}
