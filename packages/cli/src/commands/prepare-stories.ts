import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { requireWorkplace } from '@storygate/core/agents/begin-run';
import { usageError } from '@storygate/core/errors/storygate-error';
import type { Emit, StorygateEvent } from '@storygate/core/events/events';
import type { StoryId } from '@storygate/core/names/story-id';
import { readBrief, requireStoryBrief, writeBrief } from '@storygate/core/story/brief';
import { startStory } from '@storygate/core/story/start-story';
import { readStoryRecord } from '@storygate/core/story/story-record';
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

/**
 * Answers what gives a story its brief, and starts it where it is not there yet; once none of them can be refused any more.
 * As many are started at once as there are cores.
 */
export async function planPreparation(
  context: Context,
  ids: readonly StoryId[],
  { brief, start }: Preparation,
  tell: Emit,
): Promise<(id: StoryId) => Promise<void>> {
  const { output, repository, trunk } = context;
  if (brief !== undefined && ids.length > 1 && !brief.includes('{story}')) throw oneForMany();
  const { options } = trunk.policy;
  const there = await listMade(
    repository,
    (await listStories(repository, options)).map(({ id }) => id),
  );
  const briefs = new Map<StoryId, string | null>();
  for (const id of ids) {
    if (there.has(id) || !start) await requireWorkplace(repository, trunk, id);
    const text = brief === undefined ? null : await readBrief(brief.replaceAll('{story}', id));
    if (text === null) await requireStoryBrief(repository.layout, id);
    briefs.set(id, text);
  }
  const isAlone = ids.filter((id) => !there.has(id)).length === 1;
  const inTurn = pLimit(availableParallelism());
  return async (id) => {
    const text = briefs.get(id) ?? null;
    if (!there.has(id)) {
      const request = {
        ...{ id, title: null, brief: text, base: null },
        ...{ dependencies: null, setup: 'run' as const, ports: null },
      };
      const emit: Emit = isAlone ? tell : (event) => tellOfOne(event, tell);
      renderStarted(output, await inTurn(() => startStory(repository, trunk, request, emit)));
    } else if (text !== null) await writeBrief(repository.layout, id, text);
  };
}

/** Those that are there as a whole: one whose maker died half-way is made anew. */
async function listMade(
  { layout }: Context['repository'],
  ids: readonly StoryId[],
): Promise<ReadonlySet<StoryId>> {
  const made = new Set<StoryId>();
  for (const id of ids) if ((await readStoryRecord(layout, id))?.state !== 'creating') made.add(id);
  return made;
}

/** Of several that are started at once: what says whose it is. */
function tellOfOne(event: StorygateEvent, emit: Emit): void {
  const isKept =
    event.type === 'warning' ||
    event.type === 'waiting' ||
    (event.type === 'step-started' && event.step === 'create-worktree');
  if (isKept) emit(event);
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
