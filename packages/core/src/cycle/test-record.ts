import { join } from 'node:path';
import * as v from 'valibot';
import type { StoryId } from '../names/story-id';
import { storyFolder, type Layout } from '../repository/layout';
import { readRecord, writeRecord } from '../state/record-file';
import { summarizeTests, testSchema, type SeenTest, type TestCycle } from './test-cycle';

const schema = v.object({ version: v.literal(1), tests: v.array(testSchema) });

/** What was seen of a story's tests, from `tests.json`: it outlives the runs, of which old ones are dropped. */
export async function readTests(layout: Layout, story: StoryId): Promise<SeenTest[]> {
  return (await readRecord(fileOf(layout, story), schema))?.tests ?? [];
}

/** The same, summed up. */
export async function readTestCycle(layout: Layout, story: StoryId): Promise<TestCycle | null> {
  return summarizeTests(await readTests(layout, story));
}

/** Replaces what was seen of a story's tests. */
export function writeTests(
  layout: Layout,
  story: StoryId,
  tests: readonly SeenTest[],
): Promise<void> {
  return writeRecord(fileOf(layout, story), { version: 1, tests });
}

function fileOf(layout: Layout, story: StoryId): string {
  return join(storyFolder(layout, story), 'tests.json');
}
