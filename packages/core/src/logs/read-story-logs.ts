import { basename, join } from 'node:path';
import { readAgentRuns, type StoredAgentRun } from '../agents/agent-record';
import { lastRemovedFolder } from '../archive/set-record-aside';
import { readRuns, type StoredRun } from '../gate/run-record';
import type { StoryId } from '../names/story-id';
import type { Options } from '../options/options';
import { agentsFolder, runsFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { listStories } from '../story/story';

/** What is kept of a story's runs. */
export interface StoryLogs {
  /** The newest first. */
  readonly runs: readonly StoredRun[];
  /** What agents did there, the newest first. */
  readonly agents: readonly StoredAgentRun[];
  /** Whether the story is there, or was removed and left these. */
  readonly of: 'story' | 'removed-story';
}

/** The runs of a story, or where there is none, of the one of this id that was removed last. */
export async function readStoryLogs(
  repository: Repository,
  options: Options,
  id: StoryId,
): Promise<StoryLogs> {
  const { layout } = repository;
  const runs = await readRuns(runsFolder(layout, id));
  const agents = await readAgentRuns(agentsFolder(layout, id));
  const isThere = (await listStories(repository, options)).some((story) => story.id === id);
  if (isThere || runs.length > 0) return { runs, agents, of: 'story' };
  const removed = lastRemovedFolder(layout, id);
  if (removed === null) return { runs, agents, of: 'story' };
  return {
    runs: await readRuns(join(removed, basename(runsFolder(layout, id)))),
    agents: await readAgentRuns(join(removed, basename(agentsFolder(layout, id)))),
    of: 'removed-story',
  };
}
