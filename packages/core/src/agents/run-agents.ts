import { availableParallelism, totalmem } from 'node:os';
import pLimit from 'p-limit';
import { StorygateError } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import type { StoryId } from '../names/story-id';
import { Interrupted, throwIfInterrupted } from '../process/interruption';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import type { StoredAgentRun } from './agent-record';
import { requireAssignment } from './begin-run';
import { planParallel } from './plan-parallel';
import { superviseStory, type RunLimits } from './supervise-story';
import { reserveTurn } from './turn';

/** What agents are to do. */
export interface AgentsRequest extends RunLimits {
  readonly stories: readonly StoryId[];
  /** How many work at once; null: what this machine can bear. */
  readonly parallel: number | null;
  /** Makes a story ready for an agent, while others are already at work. */
  readonly prepare: (story: StoryId) => Promise<void>;
}

/** How the runs of several agents ended. */
export interface AgentsEnd {
  readonly runs: readonly StoredAgentRun[];
  /** The stories in which no agent could be put to work. */
  readonly refused: readonly Refused[];
}

/** A story in which no agent could be put to work, and why. */
export interface Refused {
  readonly story: StoryId;
  readonly error: StorygateError;
}

/**
 * Puts an agent to work in each story, so many at once, and looks after them until the last run has ended; each run is told
 * of as it ends. A story in which none can be put to work keeps no other from being worked in.
 */
export async function runAgents(
  repository: Repository,
  request: AgentsRequest,
  emit: Emit,
  onEnd: (run: StoredAgentRun) => void,
): Promise<AgentsEnd> {
  const machine = { cores: availableParallelism(), memory: totalmem() };
  const inTurn = pLimit(request.parallel ?? planParallel(machine));
  const trunk = await requireTrunk(repository);
  const refused: Refused[] = [];
  const work = async (story: StoryId): Promise<StoredAgentRun[]> => {
    const turn = reserveTurn(inTurn);
    try {
      await request.prepare(story);
      const assignment = await requireAssignment(repository, trunk, story);
      const run = await superviseStory(repository, assignment, { ...request, turn }, emit);
      onEnd(run);
      return [run];
    } catch (error) {
      if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
      emit({ type: 'warning', code: error.code, message: `story ${story}: ${error.message}` });
      refused.push({ story, error });
      return [];
    } finally {
      turn.leave();
    }
  };
  // One that fails must not end the others' record with it: each is waited for.
  const ends = await Promise.allSettled([...new Set(request.stories)].map(work));
  throwIfInterrupted();
  const runs = ends.flatMap((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  return { runs, refused };
}
