import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { runNumbers } from '../gate/run-record';
import type { StoryId } from '../names/story-id';
import { hasEnded } from '../process/process-identity';
import { groupSchema } from '../process/process-group';
import { agentsFolder, type Layout } from '../repository/layout';
import { readRecord, writeRecord } from '../state/record-file';
import { noticedSchema } from './noticed';

/** The states of an agent's run; all but the first three are ends. */
export const AGENT_STATES = [
  'waiting',
  'working',
  'gating',
  'ready',
  'stuck',
  'needs-attention',
  'out-of-rounds',
  'out-of-time',
  'failed',
  'stopped',
  'interrupted',
] as const;

/** What an agent's run has come to. */
export type AgentState = (typeof AGENT_STATES)[number];

/** The form of `state.json`. */
export const agentRecordSchema = v.object({
  version: v.literal(1),
  number: v.number(),
  story: v.string(),
  agent: v.string(),
  state: v.picklist(AGENT_STATES),
  /** Why it ended so; null while it goes on. */
  reason: v.nullable(v.string()),
  /** The agent's turns so far, the one under way included. */
  round: v.number(),
  mostRounds: v.number(),
  /** When its first turn began; while it waits for that, when it was asked for. */
  startedAt: v.string(),
  endedAt: v.nullable(v.string()),
  /** The id of the conversation, as the agent told it. */
  conversation: v.nullable(v.string()),
  /** The story's head after the last turn. */
  head: v.nullable(v.string()),
  /** The number of the last gate run. */
  gateRun: v.nullable(v.number()),
  noticed: v.optional(v.array(noticedSchema), []),
  /** Who looks after it; when that has ended, nobody does. */
  supervisor: v.object({
    pid: v.number(),
    host: v.string(),
    boot: v.string(),
    started: v.nullable(v.string()),
  }),
  /** What all that the supervisor starts carries. */
  mark: v.string(),
  /** The process group of the turn under way. */
  group: v.optional(v.nullable(groupSchema), null),
});

/** One agent's run in a story: `state.json`. */
export type AgentRecord = v.InferOutput<typeof agentRecordSchema>;

/** A run with the folder that holds its logs. */
export interface StoredAgentRun {
  readonly folder: string;
  readonly record: AgentRecord;
}

/** Whether the record says that it still goes on; its supervisor may have ended all the same. */
export function goesOn({ state }: Pick<AgentRecord, 'state'>): boolean {
  return state === 'waiting' || state === 'working' || state === 'gating';
}

/** Whether it goes on and somebody looks after it. */
export function isLookedAfter(record: Pick<AgentRecord, 'state' | 'supervisor'>): boolean {
  return goesOn(record) && !hasEnded(record.supervisor);
}

/** Makes the next numbered folder for an agent's run. */
export async function createAgentFolder(
  layout: Layout,
  story: StoryId,
): Promise<{ readonly number: number; readonly folder: string }> {
  const runs = agentsFolder(layout, story);
  const [newest = 0] = runNumbers(runs);
  const number = newest + 1;
  const folder = join(runs, String(number));
  await mkdir(folder, { recursive: true });
  return { number, folder };
}

/** Replaces a run's record. */
export function writeAgentRecord({ folder, record }: StoredAgentRun): Promise<void> {
  return writeRecord(join(folder, 'state.json'), record);
}

/** A story's newest agent run, or null. */
export async function readLastAgentRun(
  layout: Layout,
  story: StoryId,
): Promise<StoredAgentRun | null> {
  for await (const stored of walkAgentRuns(agentsFolder(layout, story))) return stored;
  return null;
}

/** The runs in a folder of agents' runs, the newest first. */
export async function readAgentRuns(runs: string): Promise<StoredAgentRun[]> {
  const stored: StoredAgentRun[] = [];
  for await (const run of walkAgentRuns(runs)) stored.push(run);
  return stored;
}

/** The newest first; each is read when it is asked for. */
async function* walkAgentRuns(runs: string): AsyncGenerator<StoredAgentRun> {
  for (const number of runNumbers(runs)) {
    // One whose folder was made and whose supervisor died then has no record, and nothing was started.
    const stored = await readAgentRunIn(join(runs, String(number)));
    if (stored !== null) yield stored;
  }
}

/** The agent's run that a folder holds, or null when there is none. */
export async function readAgentRunIn(folder: string): Promise<StoredAgentRun | null> {
  const record = await readRecord(join(folder, 'state.json'), agentRecordSchema);
  return record === null ? null : { folder, record };
}
