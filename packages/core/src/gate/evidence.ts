import type { CommitSha, TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Layout } from '../repository/layout';
import { readRuns, type StoredRun } from './run-record';

/** What evidence must be about to count. */
export interface EvidenceQuestion {
  readonly story: StoryId;
  readonly tree: TreeSha;
  readonly base: CommitSha;
  readonly policy: string;
}

/**
 * The newest finished run of exactly this tree, base and policy, or null. Evidence is local and untrusted: it saves
 * time before a push and never opens trunk.
 */
export async function findEvidence(
  layout: Layout,
  question: EvidenceQuestion,
): Promise<StoredRun | null> {
  const runs = await readRuns(layout, question.story);
  return (
    runs.find(
      ({ run }) =>
        run.tree === question.tree &&
        run.base === question.base &&
        run.policy === question.policy &&
        (run.result === 'passed' || run.result === 'failed' || run.result === 'did-not-run'),
    ) ?? null
  );
}
