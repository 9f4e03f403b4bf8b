import { endEntries } from '../queue/end-entries';
import { readPause, type Pause } from '../queue/pause';
import type { QueueEntry } from '../queue/queue-entry';
import { fetchQueue, queueOf, type QueuePlace } from '../queue/queue-place';
import { readResults } from '../queue/queue-view';
import { readLocalQueue, readQueue } from '../queue/read-queue';
import { resultOf, untriedResult, type Result } from '../queue/result';
import type { Options } from '../options/options';
import type { PinnedStory } from './candidate-of';
import type { Outcome } from './outcome';

/** What waits to land. */
export interface Waiting {
  /** In the order in which they land. */
  readonly stories: readonly PinnedStory[];
  /** Why nothing may land now, or null. */
  readonly pause: Pause | null;
}

/** A story whose landing ended. */
export interface StoryEnd {
  readonly story: PinnedStory;
  readonly outcome: Outcome;
}

/** Where waiting stories are read from, and told how they ended. */
export interface QueueSource {
  /** What waits now. */
  read(): Promise<Waiting>;
  /** Takes stories off what waits, each with how its landing ended. */
  end(ends: readonly StoryEnd[]): Promise<void>;
  /** Whether somebody was told that exactly this head landed. */
  hasTold(story: PinnedStory): Promise<boolean>;
}

/** Stories that nobody queued: each waits until it ends. */
export function sourceOf(
  stories: readonly PinnedStory[],
  onEnd: (outcome: Outcome) => void,
): QueueSource {
  let waiting = stories;
  return {
    read: () => Promise.resolve({ stories: waiting, pause: null }),
    end: (ends) => {
      const ended = new Set(ends.map(({ story }) => story.id));
      waiting = waiting.filter(({ id }) => !ended.has(id));
      for (const { outcome } of ends) onEnd(outcome);
      return Promise.resolve();
    },
    hasTold: () => Promise.resolve(true),
  };
}

/** A queued story and how it ended. */
export interface EndedEntry {
  readonly entry: QueueEntry;
  readonly result: Result;
  /** null for an entry that could not even be tried. */
  readonly outcome: Outcome | null;
  /** False when somebody else ended the entry first, or another head was queued meanwhile. */
  readonly published: boolean;
}

/**
 * A queue. Entries that can't be tried are ended as they are read. One that only lost races stays queued, and is not
 * read again from here.
 */
export function queueSource(
  place: QueuePlace,
  options: Options,
  onEnd: (ended: EndedEntry) => void,
): QueueSource {
  // An ending that happened is kept, even when the user asks to stop.
  const shielded = { ...place, git: place.git.shielded() };
  const raced = new Set<string>();
  let entries: readonly QueueEntry[] = [];
  return {
    read: async () => {
      await fetchQueue(place);
      entries =
        place.remote === null ? await readLocalQueue(place.git, options) : await readQueue(place);
      const untriable = entries.flatMap((entry) => {
        const { id, head, object, problem } = entry;
        if (problem === null) return [];
        return [{ entry, result: untriedResult(id, head ?? object, problem), run: null }];
      });
      const published = untriable.length > 0 ? await endEntries(shielded, untriable) : [];
      for (const [index, { entry, result }] of untriable.entries())
        onEnd({ entry, result, outcome: null, published: published[index] ?? false });
      const stories = entries.filter((entry) => entry.problem === null);
      return {
        stories: stories.filter(({ object }) => !raced.has(object)),
        pause: await readTrunkPause(place, options),
      };
    },
    end: async (ends) => {
      const tried = ends.flatMap(({ story, outcome }) => {
        const entry = entries.find(({ id }) => id === story.id);
        const result = resultOf(outcome, new Date());
        // Here a run is in the story's folder; a remote's readers have nothing but what is published.
        const run = place.remote === null ? null : outcome.run;
        return entry === undefined ? [] : [{ entry, outcome, result, run }];
      });
      const over = tried.filter(({ outcome }) => outcome.outcome !== 'trunk-moved');
      const published = await endEntries(shielded, over);
      for (const one of tried) {
        const place = over.indexOf(one);
        if (place === -1) raced.add(one.entry.object);
        onEnd({ ...one, published: published[place] ?? false });
      }
    },
    hasTold: async ({ id, head }) => {
      const kept = (await readResults(place)).get(id);
      return kept?.head === head && kept.outcome === 'merged';
    },
  };
}

/** A pause belongs to trunk's queue, so a remote trunk's holds for whoever lands on it from a clone, too. */
async function readTrunkPause(place: QueuePlace, { trunk }: Options): Promise<Pause | null> {
  const own = queueOf(place.git, trunk);
  if (place.remote !== own.remote) await fetchQueue(own);
  return readPause(own);
}
