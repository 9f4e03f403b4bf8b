import { requireWorkplace } from '@storygate/core/agents/begin-run';
import { usageError } from '@storygate/core/errors/storygate-error';
import type { StoryId } from '@storygate/core/names/story-id';
import { readBrief, requireStoryBrief, writeBrief } from '@storygate/core/story/brief';
import { startStory } from '@storygate/core/story/start-story';
import { listStories } from '@storygate/core/story/story';
import type { Context } from '../context';
import { renderStarted } from '../render/story';

/** What agents are to find in their stories. */
export interface Preparation {
  /** The file with the brief; `{story}` in it stands for each story's id. */
  readonly brief: string | undefined;
  /** Whether stories that are not there yet are started. */
  readonly start: boolean;
}

/** Starts stories and gives them their briefs, once none of them can be refused any more. */
export async function prepareStories(
  context: Context,
  ids: readonly StoryId[],
  { brief, start }: Preparation,
): Promise<void> {
  const { output, repository, trunk } = context;
  if (brief !== undefined && ids.length > 1 && !brief.includes('{story}')) throw oneForMany();
  const { options } = trunk.policy;
  const there = new Set((await listStories(repository, options)).map(({ id }) => id));
  const toPrepare: { readonly id: StoryId; readonly text: string | null }[] = [];
  for (const id of ids) {
    if (there.has(id) || !start) await requireWorkplace(repository, trunk, id);
    const text = brief === undefined ? null : await readBrief(brief.replaceAll('{story}', id));
    if (text === null) await requireStoryBrief(repository.layout, id);
    toPrepare.push({ id, text });
  }
  for (const { id, text } of toPrepare) {
    if (!there.has(id)) {
      const request = {
        ...{ id, title: null, brief: text, base: null },
        ...{ dependencies: null, setup: 'run' as const, ports: null },
      };
      renderStarted(output, await startStory(repository, trunk, request, output.emit));
    } else if (text !== null) await writeBrief(repository.layout, id, text);
  }
}

function oneForMany() {
  return usageError({
    code: 'ONE_AT_A_TIME',
    message: 'one brief is for one story',
    hints: [
      'Write `{story}` for the id in its name: `--brief briefs/{story}.md`.',
      'Or give each story its brief when you start it: `npx storygate story <id> --brief <file>`.',
    ],
  });
}
