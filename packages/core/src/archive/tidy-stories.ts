import { listLanded } from '../candidate/candidate-message';
import { readHistory, readWork, type StoryWork } from '../collisions/read-work';
import { Interrupted } from '../process/interruption';
import { StorygateError } from '../errors/storygate-error';
import { lines } from '../git/refs';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { listStories } from '../story/story';
import { previewRemoval, type HalfRemoval, type WholeRemoval } from './remove-story';

/** A story that landed and is not removed all the same, and why: a clause. */
export interface KeptStory {
  readonly story: StoryId;
  readonly reason: string;
}

/** The stories that landed: those to remove, and those that hold more than what landed. */
export interface Tidying {
  readonly removals: readonly (WholeRemoval | HalfRemoval)[];
  readonly kept: readonly KeptStory[];
}

/** What tidying would do; changes nothing. A story that never had a commit of its own has not landed. */
export async function previewTidying(repository: Repository, trunk: Trunk): Promise<Tidying> {
  const { git } = repository;
  const stories = await listStories(repository, trunk.policy.options);
  const work = await readWork(repository, stories, readHistory(repository, trunk, stories));
  const trunks = new Set(lines(await git.run(['rev-list', '--first-parent', trunk.commit])));
  const removals: (WholeRemoval | HalfRemoval)[] = [];
  const kept: KeptStory[] = [];
  for (const its of work) {
    const story = its.story.id;
    if (!hasLanded(its, trunks)) {
      if (await landedBefore(repository, trunk, its))
        kept.push({ story, reason: 'it has commits that are not on trunk' });
      continue;
    }
    try {
      const plan = await previewRemoval(repository, trunk, story);
      const dirty = plan.kind === 'removal' ? plan.dirty : [];
      if (dirty.length === 0) removals.push(plan);
      else kept.push({ story, reason: `it has uncommitted files: ${dirty.join(', ')}` });
    } catch (error) {
      if (!(error instanceof StorygateError) || error.kind !== 'refusal') throw error;
      if (error instanceof Interrupted) throw error;
      kept.push({ story, reason: error.message });
    }
  }
  return { removals, kept };
}

/** A head that trunk itself was at is where a story starts, or what a sync brought it to. */
function hasLanded({ parted, isOnTrunk }: StoryWork, trunks: ReadonlySet<string>): boolean {
  return isOnTrunk && (parted.ahead > 0 || !trunks.has(parted.head));
}

async function landedBefore(
  { git }: Repository,
  trunk: Trunk,
  { story, parted }: StoryWork,
): Promise<boolean> {
  if (parted.ahead === 0 || parted.base === null) return false;
  return (await listLanded(git, parted.base, trunk.commit, story.id)).length > 0;
}
