import type { Command } from 'commander';
import {
  GitFailed,
  fetchQueue,
  positionOf,
  queueOf,
  readQueueView,
  readStatus,
  type QueueView,
  type StoryStatus,
} from '@storygate/core';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { short } from '../render/merge';
import { describeResult } from '../render/runner';
import { connect, type Exit } from './command';

/** `storygate status`: trunk and every story on one screen. */
export function statusCommand(program: Command, exit: Exit): void {
  const command = program.command('status').description('show trunk and every story');
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const context = await openContext(output);
    const { repository, trunk } = context;
    const stories = await readStatus(repository, trunk);
    const queue = await readQueueOfTrunk(context);
    output.document({
      trunk: { branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
      stories: stories.map((story) => ({
        ...story,
        collidesWith: story.collidesWith.map((collision) => ({ ...collision, projects: [] })),
        queue: placeOf(story, queue),
        lastResult: queue.results.get(story.id) ?? null,
        agent: null,
      })),
    });
    output.say(`trunk ${trunk.name} at ${short(trunk.commit)}`);
    renderStories(output, stories);
    renderQueue(output, stories, queue);
    return EXIT.done;
  });
}

/** The queue and the last results; as last seen when trunk's remote can't be reached. */
async function readQueueOfTrunk({ output, repository, trunk }: Context): Promise<QueueView> {
  const place = queueOf(repository.git, trunk);
  try {
    await fetchQueue(place);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    output.tell(
      `warning: the queue is shown as last seen, for ${trunk.remote ?? ''} can't be reached: ${error.message} [REMOTE_AWAY]`,
    );
  }
  return readQueueView(place);
}

function placeOf(story: StoryStatus, queue: QueueView): { position: number } | null {
  const position = positionOf(queue, story.id);
  return position === null ? null : { position };
}

function renderQueue(output: Output, stories: readonly StoryStatus[], queue: QueueView): void {
  for (const story of stories) {
    const position = positionOf(queue, story.id);
    const result = queue.results.get(story.id);
    if (position !== null) output.say(`queued: ${story.id} is number ${position}`);
    else if (result !== undefined) {
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
