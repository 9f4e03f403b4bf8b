import { endProcesses } from '../process/end-processes';
import { listProcesses } from '../process/list-processes';
import { isStillMeant } from '../process/process-group';
import { hasEnded, isOfThisBoot } from '../process/process-identity';
import { isMarked } from '../process/process-mark';
import type { StoryId } from '../names/story-id';
import type { Layout } from '../repository/layout';
import { listRecordedIds } from '../story/story-record';
import {
  goesOn,
  readLastAgentRun,
  writeAgentRecord,
  type AgentRecord,
  type StoredAgentRun,
} from './agent-record';

/** How long what a dead supervisor left running may take to end, in milliseconds. */
const GRACE = 2_000;

/**
 * Puts in order what supervisors left that were killed: ends all that they started, wherever it went, and writes down that
 * the runs were interrupted. Runs that are looked after are left alone, and so are those of another machine.
 */
export async function settleDeadAgents(layout: Layout): Promise<StoryId[]> {
  const settled: StoryId[] = [];
  for (const story of await listRecordedIds(layout)) {
    const stored = await readLastAgentRun(layout, story);
    if (stored === null || !isAbandoned(stored)) continue;
    await endLeft(stored.record);
    await writeAgentRecord({
      folder: stored.folder,
      record: {
        ...stored.record,
        state: 'interrupted',
        reason: `process ${stored.record.supervisor.pid}, which looked after it, ended without a word`,
        endedAt: new Date().toISOString(),
      },
    });
    settled.push(story);
  }
  return settled;
}

function isAbandoned({ record }: StoredAgentRun): boolean {
  return goesOn(record) && hasEnded(record.supervisor);
}

/** What it started carries its mark, or is in its agent's group; only Linux tells the mark. */
async function endLeft({ mark, group, supervisor }: AgentRecord): Promise<void> {
  const isMeant =
    group !== null && isOfThisBoot(supervisor) && isStillMeant(group, await listProcesses());
  const leader = isMeant ? group.leader : null;
  await endProcesses((one) => one.group === leader || isMarked(one.pid, mark), GRACE);
}
