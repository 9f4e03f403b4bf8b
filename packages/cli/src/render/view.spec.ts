import { parseStoryId } from '@storygate/core/names/story-id';
import type { StoryStatus } from '@storygate/core/status/read-status';
import type { ShownQueue } from '../queues';
import { boardOf, storyOf } from '../watch/board.fixture';
import { loadScreenTools } from '../watch/screen';
import { FIRST_STATE, type ViewModel, type ViewState } from '../watch/view-state';
import { drawView, type Size, type TextMeasure } from './view';

let measure: TextMeasure;

beforeAll(async () => {
  measure = (await loadScreenTools()).measure;
});

const STANDARD: Size = { columns: 80, rows: 24 };

const agent = (state: 'working' | 'stuck', reason: string | null = null) => ({
  ...{ agent: 'codex', state, reason, round: 2, mostRounds: 5, head: null, folder: '/logs/1' },
  noticed: [],
  ...{ startedAt: '', endedAt: state === 'working' ? null : '2026-01-01T10:00:00.000Z' },
});

const [cart, login] = [parseStoryId('cart'), parseStoryId('login')];
const COLLISION = { files: ['a.txt'], uncommitted: [], projects: [] };
const TESTS: StoryStatus['tests'] = { files: 1, red: null, green: null, neverRed: [], notRun: [] };
const STORIES: readonly StoryStatus[] = [
  storyOf('cart', {
    ...{ title: 'A cart', agent: agent('working'), dirty: true, tests: TESTS },
    collidesWith: [{ story: login, ...COLLISION }],
  }),
  storyOf('docs', { landed: true }),
  storyOf('login', {
    ...{ title: 'Log in with a passkey', agent: agent('stuck', 'it changed nothing') },
    gate: { result: 'failed', tree: '', at: '' },
    collidesWith: [{ story: cart, ...COLLISION }],
  }),
];
const queue = {
  entries: [{ id: 'docs' }],
  results: new Map(),
  pause: null,
} as unknown as ShownQueue;
const MODEL: ViewModel = {
  board: boardOf(STORIES, { queues: [queue], next: { kind: 'at-work', stories: [cart] } }),
  doing: new Map([[cart, ['Looking at the cart', '$ npx nx test cart']]]),
};

const draw = (state: Partial<ViewState> = {}, size = STANDARD, model = MODEL) =>
  drawView(model, { ...FIRST_STATE, ...state }, size, measure);

it('shows trunk, what to do next, every story, and all about the one that is chosen', () => {
  const lines = draw();
  expect(lines.filter((line) => line !== '')).toEqual([
    'main at 0123456789, 3 stories, 1 at work, 1 queued',
    'next: nothing, as long as the agent of cart is at work',
    '      npx storygate status --watch',
    '  story  agent         gate     work',
    '> cart   at work  2/5  not run  +1 -0 *  !   $ npx nx test cart',
    '  docs   -             landed   +1 -0    #1',
    '  login  stuck    2/5  failed   +1 -0    !   Log in with a passkey',
    'cart: A cart',
    '  story/cart, /work/cart',
    '  agent is at work (codex, round 2 of 5)',
    '  tests not run yet',
    '  collides with login: they conflict in a.txt',
    '  | Looking at the cart',
    '  | $ npx nx test cart',
    'up/down  l log  o open  a approve  m queue  s stop  ? help  q quit',
  ]);
  expect(lines).toHaveLength(24);
});

it('follows a log, helps, asks, and says what is under way', () => {
  expect(draw({ page: 'log' }).slice(3, 8)).toEqual([
    '',
    'cart: the last of what goes on there',
    'all of it in /logs/1',
    'Looking at the cart',
    '$ npx nx test cart',
  ]);
  const help = draw({ page: 'help' });
  expect(help.join('\n')).toContain('storygate approve');
  expect(help.filter((line) => line.includes('…'))).toEqual([]);
  const asked = { do: 'approve', story: cart } as const;
  expect(draw({ asked }).at(-1)).toBe('approve cart? y: yes, any other key: no');
  expect(draw({ asked: { do: 'quit' } }).at(-1)).toBe(
    'What was started here would be ended. Quit? y: yes, any other key: no',
  );
  expect(draw({ message: 'two\nlines' }).at(-2)).toBe('two lines');
  expect(draw({ message: 'hidden', underWay: [asked] }).at(-2)).toBe('approve cart …');
});

it('has room for what is chosen among many, and scrolls', () => {
  const many = Array.from({ length: 50 }, (_, at) => storyOf(`s${at}`));
  const model = { board: boardOf(many), doing: new Map() };
  for (const at of [0, 1, 25, 48, 49]) {
    const lines = draw({ selected: parseStoryId(`s${at}`) }, STANDARD, model);
    expect(lines.filter((line) => line.startsWith(`> s${at} `))).toHaveLength(1);
    expect(lines).toContain(`  story/s${at}, /work/s${at}`);
    expect(lines.at(-1)).toMatch(/q quit$/);
  }
  expect(draw({}, STANDARD, { board: boardOf([]), doing: new Map() }).join('\n')).toContain(
    'no stories; start one with `npx nx g story <id>`',
  );
});

it('is as large as the screen, whatever is written in it', () => {
  const hostile = '\u001b[31m日本語のテキスト\u0007 👩‍👩‍👧 \u202Ex'.repeat(20);
  const stories = [
    storyOf('cart', { title: hostile, path: hostile, agent: agent('stuck', hostile) }),
    storyOf('x'.repeat(50), { agent: agent('working') }),
  ];
  const model = {
    board: boardOf(stories),
    doing: new Map([[parseStoryId('x'.repeat(50)), ['日本語'.repeat(50)]]]),
  };
  for (const page of ['stories', 'log', 'help'] as const) {
    for (const columns of [1, 2, 20, 79, 80, 200]) {
      for (const rows of [1, 2, 3, 5, 8, 24, 60]) {
        const lines = draw({ page, message: hostile }, { columns, rows }, model);
        expect(lines).toHaveLength(rows);
        expect(Math.max(...lines.map(measure.width))).toBeLessThanOrEqual(columns);

        expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }
    }
  }
});
