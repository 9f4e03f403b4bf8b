import { join } from 'node:path';
import { parseKeptEvent, type KeptEvent } from '../agents/kept-events';
import { isUnderWay, readRunIn, runNumbers } from '../gate/run-record';
import { readTail } from '../logs/read-tail';
import type { StoryId } from '../names/story-id';
import { runsFolder, type Layout } from '../repository/layout';
import type { AgentStatus } from './read-status';

/** The last of what goes on in a story, the newest last; the words are others', whatever is in them. */
export type Doing =
  | { readonly by: 'gate'; readonly lines: readonly string[] }
  | { readonly by: 'agent'; readonly events: readonly KeptEvent[] };

/** So much is read of the end of a log, in bytes. */
const READ = 32_768;

/** What a story's gate prints that is under way, else what its agent told last; null where neither is. */
export async function readDoing(
  layout: Layout,
  { id, agent }: { readonly id: StoryId; readonly agent: AgentStatus | null },
): Promise<Doing | null> {
  if (agent === null || agent.state !== 'working') {
    const lines = await readGate(layout, id);
    if (lines !== null) return { by: 'gate', lines };
  }
  if (agent === null) return null;
  const told = await readTail(join(agent.folder, 'events.jsonl'), READ);
  return { by: 'agent', events: told.flatMap((line) => parseKeptEvent(line) ?? []) };
}

/** null: no gate of the story is under way. */
async function readGate(layout: Layout, id: StoryId): Promise<string[] | null> {
  const runs = runsFolder(layout, id);
  const [newest] = runNumbers(runs);
  if (newest === undefined) return null;
  const stored = await readRunIn(join(runs, String(newest)));
  if (stored === null || !isUnderWay(stored.run)) return null;
  return readTail(join(stored.folder, 'nx.log'), READ);
}
