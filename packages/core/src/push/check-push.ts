import type { Unattested } from '../audit/find-unattested';
import type { Emit } from '../events/events';
import type { StoredRun } from '../gate/run-record';
import { findStoryEvidence } from '../gate/story-evidence';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { requireTrunk, type Trunk } from '../repository/trunk';
import { storyOfRef } from '../story/story';
import { parsePushedRefs, planPush } from './plan-push';

/** Whether one ref may be pushed. */
export type PushVerdict =
  | {
      readonly kind: 'allowed';
      readonly ref: string;
      readonly story: StoryId | null;
      readonly evidence: StoredRun | null;
    }
  | {
      readonly kind: 'gate-not-green';
      readonly ref: string;
      readonly story: StoryId;
      readonly run: StoredRun;
    }
  | { readonly kind: 'trunk-refused'; readonly ref: string; readonly why: TrunkPushProblem };

/** Why trunk may not be pushed. */
export type TrunkPushProblem =
  | { readonly kind: 'deletion' }
  | { readonly kind: 'rewrite' }
  | { readonly kind: 'unattested'; readonly commits: readonly Unattested[] };

/** What a push of a story with evidence has no need of, and need not wait for while it loads. */
const slow = {
  gate: () => require('../gate/gate-story') as typeof import('../gate/gate-story'),
  trunk: () => require('./check-trunk-push') as typeof import('./check-trunk-push'),
};

/** Checks every ref that git is about to push, by the commits it names, never by what is in the working tree. */
export async function checkPush(
  repository: Repository,
  input: string,
  emit: Emit,
): Promise<PushVerdict[]> {
  const refs = parsePushedRefs(input);
  if (refs.length === 0) return [];
  const trunk = await requireTrunk(repository);
  const names = {
    trunkRef: `refs/heads/${trunk.branch}`,
    storyOf: (ref: string) => storyOfRef(ref, trunk.policy.options),
  };
  const verdicts: PushVerdict[] = [];
  for (const ref of refs) {
    const action = planPush(ref, names);
    switch (action.kind) {
      case 'allow':
        verdicts.push({ kind: 'allowed', ref: ref.remoteRef, story: null, evidence: null });
        break;
      case 'gate':
        verdicts.push(
          await checkStory(repository, trunk, ref.remoteRef, action.story, action.commit, emit),
        );
        break;
      case 'check-trunk':
        verdicts.push(
          await slow.trunk().checkTrunk(repository, trunk, ref.remoteRef, action.from, action.to),
        );
    }
  }
  return verdicts;
}

async function checkStory(
  repository: Repository,
  trunk: Trunk,
  ref: string,
  story: StoryId,
  commit: CommitSha,
  emit: Emit,
): Promise<PushVerdict> {
  const evidence = await findStoryEvidence(repository, trunk, story, commit);
  if (evidence?.run.result === 'passed') return { kind: 'allowed', ref, story, evidence };
  const run = await slow.gate().gateStoryCommit(repository, trunk, { story, commit }, emit);
  return run.run.result === 'passed'
    ? { kind: 'allowed', ref, story, evidence: run }
    : { kind: 'gate-not-green', ref, story, run };
}
