import type { FlakySighting } from '@storygate/core/queue/flaky-tasks';
import type { QueueView } from '@storygate/core/queue/queue-view';
import type { StoryStatus } from '@storygate/core/status/read-status';
import type { Output } from '../output';
import { findLastResult, findPosition } from '../queues';
import { describeAgent } from './agents';
import { describeCollision, rankOf } from './collisions';
import { describePause } from './queue';
import { describeResult } from './runner';
import { short } from './short';

/** Prints a line for each story. */
export function renderStories(output: Output, stories: readonly StoryStatus[]): void {
  if (stories.length === 0) {
    output.say('no stories; start one with `npx nx g story <id>`');
    return;
  }
  const width = Math.max(5, ...stories.map(({ id }) => id.length));
  output.say(`${'story'.padEnd(width)}  ahead  behind  work   gate         title`);
  for (const story of stories) {
    const row = [
      story.id.padEnd(width),
      String(story.ahead).padStart(5),
      String(story.behind).padStart(6),
      (story.path === null ? 'gone' : story.dirty ? 'dirty' : 'clean').padEnd(5),
      (story.landed ? 'landed' : (story.gate?.result ?? 'not run')).padEnd(11),
      story.title ?? '',
    ];
    output.say(row.join('  ').trimEnd());
  }
}

/** One screen has room for so many lines about one matter. */
const MOST_LINES = 12;

/** Prints which stories collide, the worst first. */
export function renderCollisions(output: Output, stories: readonly StoryStatus[]): void {
  const pairs = stories.flatMap(({ id, collidesWith }) =>
    collidesWith.filter(({ story }) => id < story).map((collision) => ({ id, collision })),
  );
  pairs.sort((a, b) => rankOf(a.collision) - rankOf(b.collision));
  const lines = pairs.map(
    ({ id, collision }) =>
      `collision: ${id} and ${collision.story} ${describeCollision(collision)}`,
  );
  sayMost(output, lines, 'collisions');
}

/** Prints what agents are at, or how far the last one came. */
export function renderAgents(output: Output, stories: readonly StoryStatus[]): void {
  const lines = stories.flatMap(({ id, agent, landed }) =>
    agent === null || landed ? [] : [`agent: ${id} ${describeAgent(agent)}`],
  );
  sayMost(output, lines, 'agents');
}

/** Prints which tasks can't be relied on. */
export function renderFlakyTasks(output: Output, tasks: readonly FlakySighting[]): void {
  const lines = tasks.map(
    ({ task, story, at }) =>
      `flaky: ${task}, last in the landing of ${story} (${at.slice(0, 16).replace('T', ' ')} UTC)`,
  );
  sayMost(output, lines, 'flaky tasks');
}

/** Prints what is queued, and how the last landings ended. */
export function renderLandings(
  output: Output,
  stories: readonly StoryStatus[],
  queues: readonly QueueView[],
): void {
  const pause = queues[0]?.pause ?? null;
  if (pause !== null) output.say(`the queue is ${describePause(pause)}`);
  for (const story of stories) {
    const position = findPosition(queues, story.id);
    const result = findLastResult(queues, story.id);
    if (position !== null) output.say(`queued: ${story.id} is number ${position}`);
    else if (result !== null) {
      const which = result.head === story.head ? '' : ` (an earlier head, ${short(result.head)})`;
      output.say(`last landing: ${story.id} ${describeResult(result)}${which}`);
    }
  }
}

/** Prints lines about one matter, as many as the screen has room for. */
export function sayMost(output: Output, lines: readonly string[], what: string): void {
  for (const line of lines.slice(0, MOST_LINES)) output.say(line);
  const more = lines.length - MOST_LINES;
  if (more > 0)
    output.say(`… and ${more} more ${what}; all are in \`npx storygate status --json\``);
}
