import { join } from 'node:path';
import * as v from 'valibot';
import type { StoryId } from '../../names/story-id';
import { storyFolder, type Layout } from '../../repository/layout';
import { readRecord, writeRecord } from '../../state/record-file';

const schema = v.object({ version: v.literal(1), session: v.string(), held: v.number() });

/** How often a session of an agent was held back in a story without a green gate since: `stop-check.json`. */
export async function readHeld(layout: Layout, story: StoryId, session: string): Promise<number> {
  const record = await readRecord(fileOf(layout, story), schema);
  return record?.session === session ? record.held : 0;
}

/** Notes how often a session of an agent was held back. */
export function writeHeld(
  layout: Layout,
  story: StoryId,
  session: string,
  held: number,
): Promise<void> {
  return writeRecord(fileOf(layout, story), { version: 1, session, held });
}

function fileOf(layout: Layout, story: StoryId): string {
  return join(storyFolder(layout, story), 'stop-check.json');
}
