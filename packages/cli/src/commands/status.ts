import type { Command } from 'commander';
import { readStatus, type QueueView, type StoryStatus } from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { findLastResult, findPosition, readQueues } from '../queues';
import { describePause } from '../render/queue';
import { describeResult } from '../render/runner';
import { short } from '../render/short';
import { connect, type Exit } from './command';

/** `storygate status`: trunk and every story on one screen. */
export function statusCommand(program: Command, exit: Exit): void {
  const command = program.command('status').description('show trunk and every story');
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const context = await openContext(output);
    const { repository, trunk } = context;
    const stories = await readStatus(repository, trunk);
    const queues = await readQueues(context);
    output.document({
      trunk: { branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
      paused: queues[0]?.pause ?? null,
      stories: stories.map((story) => ({
        ...story,
        collidesWith: story.collidesWith.map((collision) => ({ ...collision, projects: [] })),
        queue: placeOf(story, queues),
        lastResult: findLastResult(queues, story.id),
        agent: null,
      })),
    });
    output.say(`trunk ${trunk.name} at ${short(trunk.commit)}`);
    renderStories(output, stories);
    renderQueue(output, stories, queues);
    return EXIT.done;
  });
}

function placeOf(story: StoryStatus, queues: readonly QueueView[]): { position: number } | null {
  const position = findPosition(queues, story.id);
  return position === null ? null : { position };
}

function renderQueue(
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

function renderStories(output: Output, stories: readonly StoryStatus[]): void {
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
  for (const { id, collidesWith } of stories) {
    for (const { story, files } of collidesWith) {
      if (id < story) output.say(`collision: ${id} and ${story} both change ${files.join(', ')}`);
    }
  }
}
