import type { Command } from 'commander';
import { readStatus, type StoryStatus } from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { short } from '../render/merge';
import { connect, type Exit } from './command';

/** `storygate status`: trunk and every story on one screen. */
export function statusCommand(program: Command, exit: Exit): void {
  const command = program.command('status').description('show trunk and every story');
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const { repository, trunk } = await openContext(output);
    const stories = await readStatus(repository, trunk);
    output.document({
      trunk: { branch: trunk.branch, remote: trunk.remote, commit: trunk.commit },
      stories: stories.map((story) => ({
        ...story,
        collidesWith: story.collidesWith.map((collision) => ({ ...collision, projects: [] })),
        queue: null,
        agent: null,
      })),
    });
    output.say(`trunk ${trunk.name} at ${short(trunk.commit)}`);
    renderStories(output, stories);
    return EXIT.done;
  });
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
