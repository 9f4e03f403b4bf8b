import { StorygateError } from '../errors/storygate-error';
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
  readAgentRunIn,
  readLastAgentRun,
  writeAgentRecord,
  type AgentRecord,
  type StoredAgentRun,
} from './agent-record';

/** How long what a dead supervisor left running may take to end, in milliseconds. */
const GRACE = 2_000;

/**
 * Puts in order what supervisors left that were killed: ends all that they started, wherever it went, and writes down that
 * the runs were interrupted. Runs that are looked after are left alone, and so are those of another machine or of a newer
 * Storygate.
 */
export async function settleDeadAgents(layout: Layout): Promise<StoryId[]> {
  const settled: StoryId[] = [];
  for (const story of listRecordedIds(layout)) {
    const seen = await readLastAgentRun(layout, story).catch(passOverNewer);
    if (seen !== null && (await settleRun(seen)) === 'interrupted') settled.push(story);
  }
  return settled;
}

/** Settles one run, going by a record of it that was read before: whoever looked after it may have ended it since. */
export async function settleRun({
  folder,
  record: seen,
}: StoredAgentRun): Promise<'interrupted' | 'left-alone'> {
  if (!goesOn(seen) || !hasEnded(seen.supervisor)) return 'left-alone';
  const record = (await readAgentRunIn(folder))?.record;
  if (record === undefined || !goesOn(record)) return 'left-alone';
  await endLeft(record);
  const reason = `process ${record.supervisor.pid}, which looked after it, ended without a word`;
  const endedAt = new Date().toISOString();
  await writeAgentRecord({ folder, record: { ...record, state: 'interrupted', reason, endedAt } });
  return 'interrupted';
}

/** One story's run must not keep others from being settled; who needs its record is refused there. */
function passOverNewer(error: unknown): null {
  if (error instanceof StorygateError && error.code === 'RECORD_NEWER') return null;
  throw error;
}

/** What it started carries its mark, or is in its agent's group; only Linux tells the mark. */
async function endLeft({ mark, group, supervisor }: AgentRecord): Promise<void> {
  const isMeant =
    group !== null && isOfThisBoot(supervisor) && isStillMeant(group, await listProcesses());
  const leader = isMeant ? group.leader : null;
  await endProcesses((one) => one.group === leader || isMarked(one.pid, mark), GRACE);
}
