import type { CommitSha, TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Layout } from '../repository/layout';
import { walkRuns, type StoredRun } from './run-record';

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
  for await (const stored of walkRuns(layout, question.story, question.tree)) {
    const { tree, base, policy, result } = stored.run;
    const isOfThis = tree === question.tree && base === question.base && policy === question.policy;
    if (isOfThis && result !== 'running') return stored;
  }
  return null;
}
