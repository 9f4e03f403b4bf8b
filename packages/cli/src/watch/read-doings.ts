import { readDoing, type Doing, type StoryId, type StoryStatus } from '@storygate/core';
import type { Context } from '../context';
import { oneLine } from '../render/one-line';

/** So many lines are kept of each story: more than a screen has. */
const MOST_LINES = 200;

/** The last lines of what goes on in these stories; every line is clean, whoever wrote it. */
export async function readDoings(
  { repository }: Pick<Context, 'repository'>,
  stories: readonly StoryStatus[],
): Promise<Map<StoryId, readonly string[]>> {
  const read = stories.map(async (story): Promise<[StoryId, readonly string[]]> => {
    const doings = await readDoing(repository.layout, story);
    return [story.id, doings.flatMap(linesOf).slice(-MOST_LINES)];
  });
  return new Map(await Promise.all(read));
}

function linesOf({ by, text }: Doing): string[] {
  const lines = text
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '');
  return by === 'command' ? lines.map((line) => `$ ${line}`) : lines;
}
