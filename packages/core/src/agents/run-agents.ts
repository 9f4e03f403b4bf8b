import { availableParallelism, totalmem } from 'node:os';
import pLimit from 'p-limit';
import type { Emit } from '../events/events';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import type { StoredAgentRun } from './agent-record';
import { requireAssignment, type Assignment } from './begin-run';
import { planParallel } from './plan-parallel';
import { superviseStory, type RunLimits } from './supervise-story';

/** What agents are to do. */
export interface AgentsRequest extends RunLimits {
  readonly stories: readonly StoryId[];
  /** How many work at once; null: what this machine can bear. */
  readonly parallel: number | null;
}

/** Refuses, before anything is started, when an agent can't be put to work in one of the stories. */
export async function requireAssignments(
  repository: Repository,
  stories: readonly StoryId[],
): Promise<Assignment[]> {
  const trunk = await requireTrunk(repository);
  const assignments: Assignment[] = [];
  for (const story of new Set(stories))
    assignments.push(await requireAssignment(repository, trunk, story));
  return assignments;
}

/** Puts an agent to work in each story, so many at once, and looks after them until the last run has ended. */
export async function runAgents(
  repository: Repository,
  request: AgentsRequest,
  emit: Emit,
): Promise<StoredAgentRun[]> {
  const assignments = await requireAssignments(repository, request.stories);
  const machine = { cores: availableParallelism(), memory: totalmem() };
  const limit = pLimit(request.parallel ?? planParallel(machine));
  const runs = assignments.map((assignment) =>
    limit(() => superviseStory(repository, assignment, request, emit)),
  );
  // One that fails must not end the others' record with it: each is waited for.
  const ends = await Promise.allSettled(runs);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
