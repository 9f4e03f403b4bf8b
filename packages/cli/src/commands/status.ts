import type { Command } from 'commander';
import {
  listFlakyTasks,
  readStatus,
  settleDeadAgents,
  type QueueView,
  type StoryStatus,
} from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { findLastResult, findPosition, readQueues } from '../queues';
import { short } from '../render/short';
import {
  renderAgents,
  renderCollisions,
  renderFlakyTasks,
  renderLandings,
  renderStories,
} from '../render/status';
import { renderTests } from '../render/tests';
import { connect, type Exit } from './command';

/** `storygate status`: trunk and every story on one screen. */
export function statusCommand(program: Command, exit: Exit): void {
  const command = program.command('status').description('show trunk and every story');
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const context = await openContext(output);
    const { repository, trunk } = context;
    await settleDeadAgents(repository.layout);
    const [{ stories, knowsProjects }, queues] = await Promise.all([
      readStatus(repository, trunk),
      readQueues(context),
    ]);
    const flaky = listFlakyTasks(queues.flatMap(({ results }) => [...results.values()]));
    output.document({
      trunk: {
        ...{ branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
        graph: knowsProjects,
      },
      paused: queues[0]?.pause ?? null,
      stories: stories.map((story) => ({
        ...story,
        queue: placeOf(story, queues),
        lastResult: findLastResult(queues, story.id),
      })),
      flaky,
    });
    output.say(`trunk ${trunk.name} at ${short(trunk.commit)}`);
    renderStories(output, stories);
    renderAgents(output, stories);
    renderTests(output, stories);
    renderCollisions(output, stories);
    renderLandings(output, stories, queues);
    renderFlakyTasks(output, flaky);
    return EXIT.done;
  });
}

function placeOf(story: StoryStatus, queues: readonly QueueView[]): { position: number } | null {
  const position = findPosition(queues, story.id);
  return position === null ? null : { position };
}
