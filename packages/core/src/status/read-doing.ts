import { join } from 'node:path';
import * as v from 'valibot';
import { isUnderWay, readRunIn, runNumbers } from '../gate/run-record';
import { readTail } from '../logs/read-tail';
import type { StoryId } from '../names/story-id';
import { runsFolder, type Layout } from '../repository/layout';
import { parseJsonAs } from '../state/parse-json';
import type { AgentStatus } from './read-status';

/** One thing that an agent said or did, or a line that a gate printed; `text` is theirs, whatever is in it. */
export interface Doing {
  readonly by: 'agent' | 'command' | 'gate';
  readonly text: string;
}

/** So much is read of the end of a log, in bytes. */
const READ = 32_768;

/** What an event of an agent has to have to be shown; see `AgentEvent`. */
const shown = v.object({
  type: v.picklist(['message', 'message-part', 'command', 'denied', 'trouble', 'failed']),
  text: v.optional(v.string()),
  command: v.optional(v.string()),
  what: v.optional(v.string()),
  why: v.optional(v.string()),
});

/** The last of what goes on in a story, the newest last: what its gate prints that is under way, else what its agent did. */
export async function readDoing(
  layout: Layout,
  { id, agent }: { readonly id: StoryId; readonly agent: AgentStatus | null },
): Promise<Doing[]> {
  if (agent === null || agent.state !== 'working') {
    const printed = await readGate(layout, id);
    if (printed !== null) return printed.map((text) => ({ by: 'gate', text }));
  }
  return agent === null ? [] : readAgentDoing(agent.folder);
}

/** null: no gate of the story is under way. */
async function readGate(layout: Layout, id: StoryId): Promise<string[] | null> {
  const runs = runsFolder(layout, id);
  const [newest] = await runNumbers(runs);
  if (newest === undefined) return null;
  const stored = await readRunIn(join(runs, String(newest)));
  if (stored === null || !isUnderWay(stored.run)) return null;
  return readTail(join(stored.folder, 'nx.log'), READ);
}

async function readAgentDoing(folder: string): Promise<Doing[]> {
  const doings: Doing[] = [];
  let part = '';
  for (const line of await readTail(join(folder, 'events.jsonl'), READ)) {
    const event = parseJsonAs(line, shown);
    if (event === null) continue;
    if (event.type === 'message-part') {
      part += event.text ?? '';
      continue;
    }
    if (part !== '') doings.push({ by: 'agent', text: part });
    part = '';
    const text = event.text ?? event.command ?? event.what ?? event.why ?? '';
    doings.push({ by: event.type === 'command' ? 'command' : 'agent', text });
  }
  return part === '' ? doings : [...doings, { by: 'agent', text: part }];
}
