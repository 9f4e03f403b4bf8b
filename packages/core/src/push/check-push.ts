import type { Emit } from '../events/events';
import { findUnattested, type Unattested } from '../audit/find-unattested';
import { findStoryEvidence, gateStoryCommit } from '../gate/gate-story';
import type { StoredRun } from '../gate/run-record';
import { isAncestor } from '../git/commits';
import { readRef } from '../git/refs';
import { openLedger } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { readPolicy } from '../options/policy';
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
        verdicts.push(await checkTrunk(repository, trunk, ref.remoteRef, action.from, action.to));
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
  const run = await gateStoryCommit(repository, trunk, story, commit, emit);
  return run.run.result === 'passed'
    ? { kind: 'allowed', ref, story, evidence: run }
    : { kind: 'gate-not-green', ref, story, run };
}

async function checkTrunk(
  repository: Repository,
  trunk: Trunk,
  ref: string,
  from: CommitSha,
  to: CommitSha | null,
): Promise<PushVerdict> {
  const { git } = repository;
  const refuse = (why: TrunkPushProblem): PushVerdict => ({ kind: 'trunk-refused', ref, why });
  // The remote may have commits that were never fetched: then this push would throw them away.
  if ((await readRef(git, from)) === null) return refuse({ kind: 'rewrite' });
  const policy = await readPolicy(git, from, repository.prefix);
  // Until trunk itself names the plugin there is nothing to hold it to: this is how the set-up gets there.
  if (!policy.registered) return { kind: 'allowed', ref, story: null, evidence: null };
  if (to === null) return refuse({ kind: 'deletion' });
  if (!(await isAncestor(git, from, to))) return refuse({ kind: 'rewrite' });
  const ledger = await openLedger(repository, trunk.remote);
  const { unattested } = await findUnattested(git, ledger, from, to);
  if (unattested.length > 0) return refuse({ kind: 'unattested', commits: unattested });
  return { kind: 'allowed', ref, story: null, evidence: null };
}
