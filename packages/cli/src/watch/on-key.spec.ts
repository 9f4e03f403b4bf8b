import { parseStoryId } from '@storygate/core/names/story-id';
import { boardOf, storyOf } from './board.fixture';
import { onKey } from './on-key';
import { FIRST_STATE, type Action, type ViewState } from './view-state';

const model = {
  board: boardOf([storyOf('cart'), storyOf('docs'), storyOf('login')]),
  doing: new Map(),
};
const docs = parseStoryId('docs');
const ON_DOCS: ViewState = { ...FIRST_STATE, selected: docs };

/** Presses keys one after the other: where that leads, and what was asked for. */
function press(keys: readonly string[], state: ViewState = ON_DOCS) {
  const actions: Action[] = [];
  for (const key of keys) {
    const answer = onKey(state, key, model);
    state = answer.state;
    if (answer.action !== null) actions.push(answer.action);
  }
  return { state, actions };
}

it.each([
  [['down'], 'login'],
  [['j', 'j', 'j'], 'login'],
  [['up'], 'cart'],
  [['k', 'up', 'up'], 'cart'],
  [['up', 'down'], 'docs'],
])('%j choose %s', (keys, selected) => {
  expect(press(keys)).toEqual({ state: { ...ON_DOCS, selected }, actions: [] });
});

it.each<[string[], Action[]]>([
  [['o'], [{ do: 'open', story: docs }]],
  [['a', 'y'], [{ do: 'approve', story: docs }]],
  [['m', 'y'], [{ do: 'queue', story: docs }]],
  [['s', 'y'], [{ do: 'stop', story: docs }]],
  [['r'], [{ do: 'look-again' }]],
  [['q'], [{ do: 'quit' }]],
  [['ctrl-c'], [{ do: 'interrupt' }]],
  [['a', 'ctrl-c'], [{ do: 'interrupt' }]],
  // Any other second key is a no, and does nothing else.
  [['a', 'n', 'y'], []],
  [['m', 'q'], []],
  [['s', 's'], []],
  [['a', 'down'], []],
  [['x', 'constructor', '', 'return', 'escape', '?', 'h'], []],
])('%j ask for %j', (keys, actions) => {
  expect(press(keys)).toMatchObject({ state: { selected: 'docs', asked: null }, actions });
});

it.each([
  [['l'], 'log'],
  [['return', 'down'], 'log'],
  [['l', 'l'], 'stories'],
  [['l', 'escape'], 'stories'],
  [['?'], 'help'],
  [['?', 'l'], 'log'],
])('%j lead to the page %s', (keys, page) => {
  expect(press(keys).state.page).toBe(page);
});

it('means the story that was shown, also when the list becomes another one before the second key', () => {
  const first = press(['a'], FIRST_STATE);
  const other = { board: boardOf([storyOf('aaa'), storyOf('cart')]), doing: new Map() };
  expect(onKey(first.state, 'y', other).action).toEqual({ do: 'approve', story: 'cart' });
});

it('asks before it leaves what was started here', () => {
  const busy: ViewState = { ...ON_DOCS, underWay: [{ do: 'approve', story: docs }] };
  expect(press(['q'], busy).actions).toEqual([]);
  expect(press(['q', 'n'], busy).actions).toEqual([]);
  expect(press(['q', 'y'], busy).actions).toEqual([{ do: 'quit' }]);
});

it('knows no story where there is none', () => {
  const none = { board: boardOf([]), doing: new Map() };
  for (const key of ['a', 'down', 'l', 'o'])
    expect(onKey(FIRST_STATE, key, none)).toEqual({ state: FIRST_STATE, action: null });
  expect(onKey(FIRST_STATE, 'q', none).action).toEqual({ do: 'quit' });
});
