import type { TestCycle } from '@storygate/core/cycle/test-cycle';
import { readTestCycle } from '@storygate/core/cycle/test-record';
import type { Outcome } from '@storygate/core/landing/outcome';
import type { StoryId } from '@storygate/core/names/story-id';
import type { Repository } from '@storygate/core/repository/repository';

/** What gate runs in this clone had seen of a story's tests; null where it has none, or none ran here. */
export interface LandedTests {
  readonly story: StoryId;
  readonly tests: TestCycle | null;
}

/** Reads what was seen of the tests of the stories that landed. It is told beside the landing, and is no part of its proof. */
export async function readLandedTests(
  { layout }: Repository,
  outcomes: readonly Outcome[],
): Promise<LandedTests[]> {
  const landed = outcomes.filter(({ outcome }) => outcome === 'merged');
  return Promise.all(
    landed.map(async ({ story }) => ({ story, tests: await readTestCycle(layout, story) })),
  );
}

/** What belongs to one story. */
export function testsOf(landed: readonly LandedTests[], story: StoryId): TestCycle | null {
  return landed.find((one) => one.story === story)?.tests ?? null;
}
