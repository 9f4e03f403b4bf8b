import { selectedStory, type Action, type ViewModel, type ViewState } from './view-state';

/** What a key changed, and what it asks for. */
export interface KeyAnswer {
  readonly state: ViewState;
  readonly action: Action | null;
}

/** These change something, so a second key confirms them. */
const CONFIRMED = new Map<string, 'approve' | 'queue' | 'stop'>([
  ['a', 'approve'],
  ['m', 'queue'],
  ['s', 'stop'],
]);

const STEPS = new Map([
  ['up', -1],
  ['k', -1],
  ['down', 1],
  ['j', 1],
]);

/** What a key does, by its name as node:readline gives it (`up`, `return`, `a`), or `ctrl-c`. */
export function onKey(state: ViewState, key: string, model: ViewModel): KeyAnswer {
  if (key === 'ctrl-c') return { state: { ...state, asked: null }, action: { do: 'interrupt' } };
  const { asked } = state;
  if (asked !== null) {
    return { state: { ...state, asked: null }, action: key === 'y' ? asked : null };
  }
  const still = (changes: Partial<ViewState>): KeyAnswer => ({
    state: { ...state, message: '', ...changes },
    action: null,
  });
  if (key === 'q') return quit(state);
  if (key === '?' || key === 'h')
    return still({ page: state.page === 'help' ? 'stories' : 'help' });
  if (key === 'escape') return still({ page: 'stories' });
  if (key === 'r') return { state: { ...state, message: '' }, action: { do: 'look-again' } };
  const story = selectedStory(model, state);
  if (story === null) return still({});
  const step = STEPS.get(key);
  if (step !== undefined) return still({ selected: stepFrom(model, story.id, step) });
  const selected = story.id;
  if (key === 'l' || key === 'return') {
    return still({ page: state.page === 'log' ? 'stories' : 'log', selected });
  }
  if (key === 'o') {
    return { state: { ...state, selected }, action: { do: 'open', story: selected } };
  }
  const does = CONFIRMED.get(key);
  return does === undefined ? still({}) : still({ selected, asked: { do: does, story: selected } });
}

/** Leaving would end what was started here. */
function quit(state: ViewState): KeyAnswer {
  const action: Action = { do: 'quit' };
  return state.underWay.length === 0
    ? { state, action }
    : { state: { ...state, asked: action }, action: null };
}

function stepFrom({ board }: ViewModel, id: string, step: number): ViewState['selected'] {
  const ids = board.stories.map((story) => story.id);
  const at = Math.min(ids.length - 1, Math.max(0, ids.findIndex((one) => one === id) + step));
  return ids[at] ?? null;
}
