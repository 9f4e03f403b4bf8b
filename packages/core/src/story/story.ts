import { listRefs, readRef } from '../git/refs';
import { mapWorktrees, type Worktree } from '../git/worktrees';
import { refusal } from '../errors/storygate-error';
import { isStoryId, type StoryId } from '../names/story-id';
import type { CommitSha } from '../names/object-id';
import type { Options } from '../options/options';
import type { Repository } from '../repository/repository';

/** A story as git knows it. */
export interface Story {
  readonly id: StoryId;
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly head: CommitSha;
  /** null when no checkout has the branch. */
  readonly worktree: Worktree | null;
}

/** Every story that has a branch, by id. */
export async function listStories(repository: Repository, options: Options): Promise<Story[]> {
  const prefix = `refs/heads/${options.stories.branchPrefix}`;
  const [worktrees, refs] = await Promise.all([
    mapWorktrees(repository.git),
    listRefs(repository.git, prefix),
  ]);
  return refs.flatMap(({ ref, commit }) => {
    const id = ref.slice(prefix.length);
    if (!isStoryId(id)) return [];
    const worktree = worktrees.get(ref) ?? null;
    return [{ id, branch: branchOf(id, options), head: commit, worktree }];
  });
}

/** The story with this id, or a refusal that says which there are. */
export async function requireStory(
  repository: Repository,
  options: Options,
  id: StoryId,
): Promise<Story> {
  const branch = branchOf(id, options);
  const head = await readRef(repository.git, `refs/heads/${branch}`);
  if (head === null) throw await noSuchStory(repository, options, id);
  const worktrees = await mapWorktrees(repository.git);
  return { id, branch, head, worktree: worktrees.get(`refs/heads/${branch}`) ?? null };
}

/** These stories as they are now, or a refusal that names the first that is none. */
export async function requireStories(
  repository: Repository,
  options: Options,
  ids: readonly StoryId[],
): Promise<Story[]> {
  if (ids.length === 0) return [];
  const known = new Map((await listStories(repository, options)).map((story) => [story.id, story]));
  return Promise.all(ids.map((id) => known.get(id) ?? requireStory(repository, options, id)));
}

/** A story's branch, without `refs/heads/`. */
export function branchOf(id: StoryId, options: Options): string {
  return `${options.stories.branchPrefix}${id}`;
}

/** The story whose branch a full ref is, or null. */
export function storyOfRef(ref: string | null, options: Options): StoryId | null {
  const prefix = `refs/heads/${options.stories.branchPrefix}`;
  if (ref === null || !ref.startsWith(prefix)) return null;
  const id = ref.slice(prefix.length);
  return isStoryId(id) ? id : null;
}

async function noSuchStory(repository: Repository, options: Options, id: StoryId) {
  const others = (await listStories(repository, options)).map((story) => story.id);
  return refusal({
    code: 'NO_SUCH_STORY',
    message: `there is no story ${id}: branch ${branchOf(id, options)} does not exist`,
    hints: [
      others.length > 0
        ? `Stories in this repository: ${others.slice(0, 20).join(', ')}`
        : `Start it with \`npx nx g story ${id}\``,
    ],
    facts: { story: id, stories: others },
  });
}
