import type { Command } from 'commander';
import {
  listFlakyTasks,
  nextStep,
  readStatus,
  settleDeadAgents,
  type QueueView,
  type Result,
  type StoryStatus,
} from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { findLastResult, findPosition, readQueues } from '../queues';
import { nextDocument, nextLine } from '../render/next-step';
import { short } from '../render/short';
import {
  renderAgents,
  renderCollisions,
  renderFlakyTasks,
  renderLandings,
  renderStories,
} from '../render/status';
import { connect, type Exit } from './command';

/** `storygate status`: trunk and every story on one screen. */
export function statusCommand(program: Command, exit: Exit): void {
  const command = program.command('status').description('show trunk and every story');
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const context = await openContext(output);
    const { repository, trunk } = context;
    await settleDeadAgents(repository.layout);
    const [{ stories, knowsProjects, halt }, queues] = await Promise.all([
      readStatus(repository, trunk),
      readQueues(context),
    ]);
    const flaky = listFlakyTasks(queues.flatMap(({ results }) => [...results.values()]));
    const pause = queues[0]?.pause ?? null;
    const next = nextStep({ stories, halt, pause, ...waitingIn(queues, stories) });
    output.document({
      trunk: {
        ...{ branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
        graph: knowsProjects,
      },
      paused: pause,
      next: nextDocument(next),
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
    renderCollisions(output, stories);
    renderLandings(output, stories, queues);
    renderFlakyTasks(output, flaky);
    if (stories.length > 0) output.say(nextLine(next));
    return EXIT.done;
  });
}

function placeOf(story: StoryStatus, queues: readonly QueueView[]): { position: number } | null {
  const position = findPosition(queues, story.id);
  return position === null ? null : { position };
}

/** Who waits to land, and how each story's last landing ended. */
function waitingIn(queues: readonly QueueView[], stories: readonly StoryStatus[]) {
  const results = stories.flatMap(({ id }): [string, Result][] => {
    const last = findLastResult(queues, id);
    return last === null ? [] : [[id, last]];
  });
  return {
    queued: new Set(queues.flatMap(({ entries }) => entries.map(({ id }) => id))),
    results: new Map(results),
  };
}
