import { findStoryEvidence } from '../../gate/story-evidence';
import { mergeBase } from '../../git/commits';
import { glanceAtDirtyPaths } from '../../git/glance';
import { parseCommitSha } from '../../names/object-id';
import type { StoryId } from '../../names/story-id';
import { requireHookRepository, type Repository } from '../../repository/repository';
import { requireTrunk, type Trunk } from '../../repository/trunk';
import { storyOfRef } from '../../story/story';
import { isOwnAgent } from '../require-no-agent';
import { readHeld, writeHeld } from './held-record';
import { planStop, type StopAction } from './plan-stop';

/** What is said to an agent that wants to stop in a story; null where there is nothing to say. */
export interface StopAnswer {
  readonly story: StoryId;
  readonly action: StopAction;
}

/**
 * Checks whether an agent may stop where it works. Outside of a story it may, and so may one that `storygate run` looks
 * after: its supervisor gates the work, and tells it what failed.
 */
export async function checkStop(cwd: string, session: string): Promise<StopAnswer | null> {
  const repository = await requireHookRepository(cwd);
  const trunk = await requireTrunk(repository);
  const { stdout } = await repository.git.answer(['symbolic-ref', '--quiet', 'HEAD'], [0, 1]);
  const story = storyOfRef(stdout.trim(), trunk.policy.options);
  if (story === null || isOwnAgent(repository.layout, story)) return null;
  const held = await readHeld(repository.layout, story, session);
  const action = planStop({ ...(await readWork(repository, trunk, story)), held });
  await writeHeld(repository.layout, story, session, action.do === 'hold' ? held + 1 : 0);
  return { story, action };
}

async function readWork(repository: Repository, trunk: Trunk, story: StoryId) {
  const { git } = repository;
  const head = parseCommitSha(await git.line(['rev-parse', 'HEAD']));
  const [dirty, base] = await Promise.all([
    glanceAtDirtyPaths(git),
    mergeBase(git, trunk.commit, head),
  ]);
  if (base === null || base === head) return { dirty, work: 'none', evidence: null } as const;
  const stored = await findStoryEvidence(repository, trunk, story, head);
  return { dirty, work: 'some', evidence: stored?.run ?? null } as const;
}
