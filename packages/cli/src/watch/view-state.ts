import type { StoryId } from '@storygate/core/names/story-id';
import type { StoryStatus } from '@storygate/core/status/read-status';
import type { Board } from '../board';

/** What is on the screen: the board, and what goes on in each story, the newest line last. */
export interface ViewModel {
  readonly board: Board;
  /** Cleaned lines. */
  readonly doing: ReadonlyMap<StoryId, readonly string[]>;
}

/** What a key can ask for. */
export type Action =
  | { readonly do: 'quit' | 'interrupt' | 'look-again' }
  | { readonly do: 'open' | 'approve' | 'queue' | 'stop'; readonly story: StoryId };

/** What the person at the keys has chosen. */
export interface ViewState {
  readonly page: 'stories' | 'log' | 'help';
  /** null: the first. */
  readonly selected: StoryId | null;
  /** What waits for a second key. */
  readonly asked: Action | null;
  /** What was started and has not ended. */
  readonly underWay: readonly Action[];
  /** What came of the last action, or what went wrong. */
  readonly message: string;
}

/** How the view begins. */
export const FIRST_STATE: ViewState = {
  page: 'stories',
  selected: null,
  asked: null,
  underWay: [],
  message: '',
};

/** The story that the keys are about; null where there is none. */
export function selectedStory(
  { board }: Pick<ViewModel, 'board'>,
  { selected }: Pick<ViewState, 'selected'>,
): StoryStatus | null {
  const { stories } = board;
  return stories.find(({ id }) => id === selected) ?? stories[0] ?? null;
}
