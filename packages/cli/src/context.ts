import { usageError } from '@storygate/core/errors/storygate-error';
import type { GitManner } from '@storygate/core/git/git';
import type { StoryId } from '@storygate/core/names/story-id';
import { requireRepository, type Repository } from '@storygate/core/repository/repository';
import { requireTrunk, type Trunk } from '@storygate/core/repository/trunk';
import { storyOfRef } from '@storygate/core/story/story';
import type { Output } from './output';

/** What every command starts from. */
export interface Context {
  readonly output: Output;
  readonly repository: Repository;
  readonly trunk: Trunk;
}

/** Finds repository and trunk around the current folder; git is asked in the `manner` given. */
export async function openContext(output: Output, manner?: GitManner): Promise<Context> {
  const repository = await requireRepository(process.cwd(), manner);
  return { output, repository, trunk: await requireTrunk(repository) };
}

/** The story whose worktree this is, or a usage error. */
export async function requireOwnStory({ repository, trunk }: Context): Promise<StoryId> {
  const { stdout } = await repository.git.answer(['symbolic-ref', '--quiet', 'HEAD'], [0, 1]);
  const story = storyOfRef(stdout.trim(), trunk.policy.options);
  if (story !== null) return story;
  throw usageError({
    code: 'NO_STORY_NAMED',
    message: "this is not a story's worktree, so say which story is meant",
    hints: ['Name it, for example `npx storygate gate login`; `npx storygate status` lists them.'],
  });
}
