import type { Command } from 'commander';
import {
  GitFailed,
  readRemoteView,
  readSeenView,
  readStatus,
  type RemoteView,
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
    const remote = await readRemote(context);
    output.document({
      trunk: { branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
      stories: stories.map((story) => ({
        ...story,
        collidesWith: story.collidesWith.map((collision) => ({ ...collision, projects: [] })),
        queue: queueOf(story, remote),
        lastResult: remote.results.get(story.id) ?? null,
        agent: null,
      })),
    });
    output.say(`trunk ${trunk.name} at ${short(trunk.commit)}`);
    renderStories(output, stories);
    renderRemote(output, stories, remote);
    return EXIT.done;
  });
}

const NOTHING_QUEUED: RemoteView = { positions: new Map(), results: new Map() };

/** The remote's queue and results; as last seen when the remote can't be reached. */
async function readRemote({ output, repository, trunk }: Context): Promise<RemoteView> {
  if (trunk.remote === null) return NOTHING_QUEUED;
  try {
    return await readRemoteView(repository.git, trunk.remote);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    output.tell(
      `warning: the queue is shown as last seen, for ${trunk.remote} can't be reached: ${error.message} [REMOTE_AWAY]`,
    );
    return readSeenView(repository.git, trunk.remote);
  }
}

function queueOf(story: StoryStatus, { positions }: RemoteView): { position: number } | null {
  const position = positions.get(story.id);
  return position === undefined ? null : { position };
}

function renderRemote(output: Output, stories: readonly StoryStatus[], remote: RemoteView): void {
  for (const story of stories) {
    const position = remote.positions.get(story.id);
    const result = remote.results.get(story.id);
    if (position !== undefined) output.say(`queued: ${story.id} is number ${position}`);
    else if (result !== undefined) {
      const which = result.head === story.head ? '' : ` (an earlier head, ${short(result.head)})`;
      output.say(`runner: ${story.id} ${describeResult(result)}${which}`);
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
