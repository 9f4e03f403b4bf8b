import { listFlakyTasks, type FlakySighting } from '@storygate/core/queue/flaky-tasks';
import type { Pause } from '@storygate/core/queue/pause';
import type { Result } from '@storygate/core/queue/result';
import { nextStep, type NextStep } from '@storygate/core/status/next-step';
import { readStatus, type Status, type StoryStatus } from '@storygate/core/status/read-status';
import { withLandings } from '@storygate/core/status/with-landings';
import type { Context } from './context';
import { findLastResult, findPosition, type ShownQueue } from './queues';
import { nextDocument } from './render/next-step';

/** All that `status` shows, read at one moment. */
export interface Board extends Status {
  readonly trunk: Context['trunk'];
  readonly queues: readonly ShownQueue[];
  readonly pause: Pause | null;
  readonly flaky: readonly FlakySighting[];
  readonly next: NextStep;
}

/** Reads trunk's stories, and the queues as it is told to. */
export async function readBoard(
  context: Context,
  read: (context: Context) => Promise<readonly ShownQueue[]>,
): Promise<Board> {
  const { repository, trunk } = context;
  const [status, queues] = await Promise.all([readStatus(repository, trunk), read(context)]);
  const flaky = listFlakyTasks(queues.flatMap(({ results }) => [...results.values()]));
  const pause = queues[0]?.pause ?? null;
  const waiting = waitingIn(queues, status.stories);
  const stories = withLandings(status.stories, waiting.results);
  const next = nextStep({ stories, halt: status.halt, pause, ...waiting });
  return { ...status, stories, trunk, queues, pause, flaky, next };
}

/** Who waits to land, and how each story's last landing ended. */
function waitingIn(queues: readonly ShownQueue[], stories: readonly StoryStatus[]) {
  const results = stories.flatMap(({ id }): [string, Result][] => {
    const last = findLastResult(queues, id);
    return last === null ? [] : [[id, last]];
  });
  return {
    queued: new Set(queues.flatMap(({ entries }) => entries.map(({ id }) => id))),
    results: new Map(results),
  };
}

/** The JSON form. */
export function boardDocument(board: Board): object {
  const { trunk, knowsProjects, pause, next, stories, queues, flaky } = board;
  return {
    trunk: {
      ...{ branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
      graph: knowsProjects,
    },
    paused: pause,
    next: nextDocument(next),
    stories: stories.map((story) => {
      const position = findPosition(queues, story.id);
      return {
        ...story,
        queue: position === null ? null : { position },
        lastResult: findLastResult(queues, story.id),
      };
    }),
    flaky,
  };
}
