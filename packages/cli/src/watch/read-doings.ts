import type { KeptEvent } from '@storygate/core/agents/kept-events';
import type { StoryId } from '@storygate/core/names/story-id';
import { readDoing, type Doing } from '@storygate/core/status/read-doing';
import type { StoryStatus } from '@storygate/core/status/read-status';
import type { Context } from '../context';
import { createTeller } from '../render/agent-logs';
import { oneLine } from '../render/one-line';

/** So many lines are kept of each story: more than a screen has. */
const MOST_LINES = 200;

/** The last lines of what goes on in these stories; every line is clean, whoever wrote it. */
export async function readDoings(
  { repository }: Pick<Context, 'repository'>,
  stories: readonly StoryStatus[],
): Promise<Map<StoryId, readonly string[]>> {
  const read = stories.map(async (story): Promise<[StoryId, readonly string[]]> => {
    const lines = linesOf(await readDoing(repository.layout, story));
    return [story.id, lines.slice(-MOST_LINES)];
  });
  return new Map(await Promise.all(read));
}

function linesOf(doing: Doing | null): string[] {
  if (doing === null) return [];
  const texts = doing.by === 'gate' ? doing.lines : wordsOf(doing.events);
  return texts
    .flatMap((text) => text.split('\n'))
    .map(oneLine)
    .filter((line) => line !== '');
}

function wordsOf(events: readonly KeptEvent[]): string[] {
  const words: string[] = [];
  const teller = createTeller((text) => words.push(text));
  for (const event of events) teller.tell(event);
  teller.finish();
  return words;
}
