import { join } from 'node:path';
import * as v from 'valibot';
import { Tail } from '../logs/tail';
import { whileChanging } from '../logs/while-changing';
import { parseJsonAs } from '../state/parse-json';
import type { AgentEvent } from './agent-adapter';
import { LONGEST_ENTRY } from './event-log';
import { isLookedAfter, readAgentRunIn, type StoredAgentRun } from './agent-record';

/** An event of an agent's run with when it came and in which of its turns. */
export interface KeptEvent {
  readonly at: string;
  readonly round: number;
  readonly event: AgentEvent;
}

const eventSchema = v.variant('type', [
  v.object({ type: v.literal('conversation'), id: v.string() }),
  v.object({ type: v.picklist(['message', 'message-part', 'trouble']), text: v.string() }),
  v.object({ type: v.literal('command'), command: v.string() }),
  v.object({ type: v.literal('denied'), what: v.string() }),
  v.object({ type: v.literal('failed'), why: v.string() }),
]);
const placeSchema = v.object({ at: v.string(), round: v.number() });

const EVENTS = 'events.jsonl';

function tailOf(onEvent: (event: KeptEvent) => void): Tail {
  return new Tail((line) => {
    const kept = parseKeptEvent(line);
    if (kept !== null) onEvent(kept);
  }, LONGEST_ENTRY);
}

/** The event that a line of `events.jsonl` holds; null for one of another form: that the log is full, or another version's. */
export function parseKeptEvent(line: string): KeptEvent | null {
  const [place, event] = [parseJsonAs(line, placeSchema), parseJsonAs(line, eventSchema)];
  return place === null || event === null ? null : { ...place, event };
}

/** All that an agent told in a run, as far as it is kept. */
export async function readKeptEvents({
  folder,
}: Pick<StoredAgentRun, 'folder'>): Promise<KeptEvent[]> {
  const events: KeptEvent[] = [];
  const tail = tailOf((event) => events.push(event));
  await tail.read(join(folder, EVENTS));
  tail.finish();
  return events;
}

/** Hands on what an agent told from the beginning of its run on, until that ends; answers the run as it was then. */
export async function followAgent(
  stored: StoredAgentRun,
  onEvent: (event: KeptEvent) => void,
): Promise<StoredAgentRun> {
  const { folder } = stored;
  const tail = tailOf(onEvent);
  let last = stored;
  await whileChanging(folder, async () => {
    last = (await readAgentRunIn(folder)) ?? last;
    // Asked before the log is read: what came before the end is not missed.
    const isAtWork = isLookedAfter(last.record);
    await tail.read(join(folder, EVENTS));
    return isAtWork;
  });
  tail.finish();
  return last;
}
