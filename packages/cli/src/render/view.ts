import type { StoryStatus } from '@storygate/core/status/read-status';
import { findLastResult, findPosition } from '../queues';
import { selectedStory, type Action, type ViewModel, type ViewState } from '../watch/view-state';
import { describeAgent, SHORT_STATES } from './agents';
import { describeCollision, rankOf } from './collisions';
import { describeNext } from './next-step';
import { oneLine } from './one-line';
import { describePause } from './queue';
import { describeResult } from './runner';
import { short } from './short';
import { describeTests } from './tests';

/** A terminal's size, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How wide a text is on a terminal, and the part of it that fits; wide characters and marks are known. */
export interface TextMeasure {
  width(text: string): number;
  cut(text: string, columns: number): string;
}

/** The screen: as many lines as it has rows, none wider than it, without colour or any other escape. */
export function drawView(
  model: ViewModel,
  state: ViewState,
  { columns, rows }: Size,
  measure: TextMeasure,
): string[] {
  const foot = [busyOf(state) ?? oneLine(state.message), footOf(state)];
  const head = headOf(model);
  const room = Math.max(0, rows - head.length - foot.length);
  const body = bodyOf(model, state, room, measure).slice(0, room);
  const blank = Array.from({ length: room - body.length }, () => '');
  const lines = [...head, ...body, ...blank, ...foot];
  // Of very few rows, the keys are worth the last.
  const shown =
    lines.length > rows ? [...lines.slice(0, Math.max(0, rows - 1)), footOf(state)] : lines;
  return shown.slice(0, rows).map((line) => measure.cut(line, columns));
}

function headOf({ board }: ViewModel): string[] {
  const { trunk, stories, queues, pause, next } = board;
  const atWork = stories.filter(({ agent }) => agent?.endedAt === null).length;
  const queued = queues.reduce((sum, { entries }) => sum + entries.length, 0);
  const facts = [
    `${trunk.name} at ${short(trunk.commit)}`,
    `${stories.length} ${stories.length === 1 ? 'story' : 'stories'}`,
    `${atWork} at work`,
    `${queued} queued`,
    ...(pause === null ? [] : [`queue ${describePause(pause)}`]),
  ];
  const { text, command } = describeNext(next);
  return [oneLine(facts.join(', ')), `next: ${text}`, command === null ? '' : `      ${command}`];
}

function footOf({ asked, page }: ViewState): string {
  if (asked !== null) return `${question(asked)} y: yes, any other key: no`;
  return page === 'stories'
    ? 'up/down  l log  o open  a approve  m queue  s stop  ? help  q quit'
    : 'up/down  esc back  q quit';
}

function busyOf({ underWay }: ViewState): string | null {
  return underWay.length === 0 ? null : `${underWay.map(words).join(', ')} …`;
}

function question(action: Action): string {
  return action.do === 'quit' ? 'What was started here would be ended. Quit?' : `${words(action)}?`;
}

function words(action: Action): string {
  if (!('story' in action)) return action.do;
  return `${action.do} ${action.story}`;
}

function bodyOf(model: ViewModel, state: ViewState, room: number, measure: TextMeasure): string[] {
  const story = selectedStory(model, state);
  if (state.page === 'help') return HELP;
  if (story === null) return ['', 'no stories; start one with `npx nx g story <id>`'];
  if (state.page === 'log') return ['', ...logOf(model, story, room - 1)];
  return storiesOf(model, story, room, measure);
}

/** The list, scrolled to what is selected, and below it all about that one. */
function storiesOf(
  model: ViewModel,
  selected: StoryStatus,
  room: number,
  measure: TextMeasure,
): string[] {
  const { stories } = model.board;
  const detail = detailOf(model, selected);
  const most = room - 1 - Math.min(detail.length + 2, Math.floor(room / 2));
  const shown = Math.max(1, Math.min(stories.length, most));
  const at = stories.findIndex(({ id }) => id === selected.id);
  const first = Math.min(Math.max(0, at - Math.floor(shown / 2)), stories.length - shown);
  const table = tableOf(model, selected, measure);
  const rest = room - 1 - shown - 1 - detail.length;
  return [
    ...table.slice(0, 1),
    ...table.slice(1 + first, 1 + first + shown),
    '',
    ...detail,
    ...lastOf(model.doing.get(selected.id) ?? [], rest).map((line) => `  | ${line}`),
  ];
}

const LONGEST_ID = 20;

function tableOf(
  { board, doing }: ViewModel,
  selected: StoryStatus,
  measure: TextMeasure,
): string[] {
  const { stories, queues } = board;
  const rows = stories.map((story) => {
    const { id, agent, ahead, behind, dirty } = story;
    const position = findPosition(queues, id);
    return [
      (id === selected.id ? '> ' : '  ') + measure.cut(id, LONGEST_ID),
      agent === null ? '-' : SHORT_STATES[agent.state],
      agent === null ? '' : `${agent.round}/${agent.mostRounds}`,
      story.landed ? 'landed' : (story.gate?.result ?? 'not run'),
      `+${ahead} -${behind}${dirty ? ' *' : ''}`,
      [position === null ? '' : `#${position}`, collides(story) ? '!' : ''].join(''),
      agent?.endedAt === null ? (doing.get(id)?.at(-1) ?? '') : oneLine(story.title ?? ''),
    ];
  });
  const titles = ['  story', 'agent', '', 'gate', 'work', '', ''];
  const widths = titles.map((title, column) =>
    Math.max(measure.width(title), ...rows.map((row) => measure.width(row[column] ?? ''))),
  );
  return [titles, ...rows].map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - measure.width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function collides({ collidesWith }: StoryStatus): boolean {
  return collidesWith.some((collision) => rankOf(collision) === 0);
}

const MOST_COLLISIONS = 3;

function detailOf({ board }: ViewModel, story: StoryStatus): string[] {
  const { id, title, agent, tests, collidesWith, branch, path, ports } = story;
  const position = findPosition(board.queues, id);
  const result = findLastResult(board.queues, id);
  const worst = collidesWith.toSorted((a, b) => rankOf(a) - rankOf(b));
  return [
    `${id}${title === null ? '' : `: ${title}`}`,
    `  ${branch}, ${path ?? 'no worktree'}${ports === null ? '' : `, ports from ${ports.base}`}`,
    ...(agent === null ? [] : [`  agent ${describeAgent(agent)}`]),
    ...(tests === null ? [] : [`  tests ${describeTests(tests)}`]),
    ...(position === null ? [] : [`  queued, number ${position}`]),
    ...(result === null || position !== null ? [] : [`  last landing: ${describeResult(result)}`]),
    ...worst
      .slice(0, MOST_COLLISIONS)
      .map((other) => `  collides with ${other.story}: they ${describeCollision(other)}`),
  ].map((line) => (line.startsWith('  ') ? `  ${oneLine(line)}` : oneLine(line)));
}

function logOf({ doing }: ViewModel, { id, agent }: StoryStatus, room: number): string[] {
  const lines = doing.get(id) ?? [];
  const title = [
    `${id}: the last of what goes on there`,
    ...(agent === null ? [] : [oneLine(`all of it in ${agent.folder}`)]),
  ];
  const nothing = 'nothing goes on there, and no agent was at work';
  return [...title, ...(lines.length === 0 ? [nothing] : lastOf(lines, room - title.length))];
}

function lastOf(lines: readonly string[], room: number): readonly string[] {
  return room <= 0 ? [] : lines.slice(-room);
}

const HELP = [
  '',
  'up, down (k, j)   choose a story',
  'l, enter          follow what goes on in it: its agent, or its gate',
  'o                 open it in an editor window of its own (storygate open)',
  'a                 approve what it changes of the gates (storygate approve)',
  'm                 queue it to land (storygate merge --no-wait)',
  's                 stop the agent at work in it (storygate stop)',
  'r                 look again now',
  '?, esc            this help, and back',
  'q, ctrl-c         quit; agents go on without this view',
  '',
  'a, m and s ask for a second key. In the list: * uncommitted work, #1 its place',
  'in the queue, ! conflicts with another story.',
];
