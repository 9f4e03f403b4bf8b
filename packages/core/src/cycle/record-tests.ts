import type { GateRun } from '../gate/run-record';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findChangedTests } from './find-changed-tests';
import { noteRun } from './test-cycle';
import { readTests, writeTests } from './test-record';

/** What a run was of: the commit that it names, or what the checkout had on top of it. */
export type TestedWork = 'committed' | 'uncommitted';

/**
 * Notes what a run of a story that has ended shows of the tests that the story adds or changes. It is told, and decides
 * nothing: of two runs that end at once, one may be forgotten.
 */
export async function recordTests(
  repository: Repository,
  { policy }: Trunk,
  run: GateRun,
  work: TestedWork,
): Promise<void> {
  const { layout, git, prefix } = repository;
  const story = run.story as StoryId;
  const commit = run.commit as CommitSha;
  const { tests: patterns, targetName: gateTarget } = policy.options.gate;
  const found = await findChangedTests(
    git,
    run.base as CommitSha,
    work === 'committed' ? commit : null,
    patterns,
  );
  const paths = found
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
  const known = await readTests(layout, story);
  if (paths.length === 0 && known.length === 0) return;
  const at = run.endedAt ?? run.startedAt;
  const mark = { commit, committed: work === 'committed', at, run: run.number };
  await writeTests(layout, story, noteRun(known, { paths, tasks: run.tasks, gateTarget, mark }));
}
