import type { PinnedStory } from './candidate-of';
import type { Outcome } from './outcome';

/** A story that waits to land. */
export interface QueuedStory extends PinnedStory {
  /** Why it can't be tried: its entry is damaged; null when nothing is wrong with it. */
  readonly problem: string | null;
}

/** Where waiting stories are read from, and told how they ended. */
export interface QueueSource {
  /** What waits now, in the order in which it lands. */
  read(): Promise<readonly QueuedStory[]>;
  /** Takes a story off the queue, with how its landing ended. */
  end(story: QueuedStory, outcome: Outcome): Promise<void>;
}

/** Stories that nobody queued: each waits until it ends. */
export function sourceOf(stories: readonly PinnedStory[]): QueueSource {
  let waiting = stories.map((story): QueuedStory => ({ ...story, problem: null }));
  return {
    read: () => Promise.resolve(waiting),
    end: ({ id }) => {
      waiting = waiting.filter((story) => story.id !== id);
      return Promise.resolve();
    },
  };
}
