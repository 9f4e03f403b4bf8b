import { storiesLanded } from '../candidate/candidate-message';
import { inStep, type Emit } from '../events/events';
import type { StoredRun } from '../gate/run-record';
import { mergeBase } from '../git/commits';
import { throwIfInterrupted } from '../process/interruption';
import type { Repository } from '../repository/repository';
import { requireTrunk, type Trunk } from '../repository/trunk';
import { advanceTrunk, findCheckoutOverlap } from './advance-trunk';
import { candidateOf, type PinnedStory } from './candidate-of';
import { outcomeOf, type Outcome, type OutcomeKind } from './outcome';
import { proveCandidate } from './prove-candidate';
import { fetchTrunk } from './remote-trunk';

/** Trunk may move under a landing this often before it gives up. */
const MOST_ATTEMPTS = 5;

/**
 * Lands one pinned story: candidate, gate, attestation, advance, settle. Starts again from trunk's new tip when trunk
 * moved. The caller holds the `gate` lock.
 */
export async function landStory(
  repository: Repository,
  story: PinnedStory,
  emit: Emit,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    throwIfInterrupted();
    const trunk = await readFreshTrunk(repository, emit);
    const outcome = await landOn(repository, trunk, story, emit);
    if (outcome.outcome !== 'trunk-moved' || attempt === MOST_ATTEMPTS) return outcome;
  }
}

/** Trunk as it is now: with a remote, as it is there. */
export async function readFreshTrunk(repository: Repository, emit: Emit): Promise<Trunk> {
  const known = await requireTrunk(repository);
  if (known.remote === null) return known;
  const { remote, branch } = known;
  await inStep(emit, 'fetch-trunk', known.name, () =>
    fetchTrunk(repository.git, { remote, branch }),
  );
  return requireTrunk(repository);
}

async function landOn(
  repository: Repository,
  trunk: Trunk,
  story: PinnedStory,
  emit: Emit,
): Promise<Outcome> {
  const candidate = await inStep(emit, 'make-candidate', trunk.name, () =>
    candidateOf(repository, trunk, story),
  );
  const pinned = { id: story.id, head: story.head, base: trunk.commit };
  const ended = (kind: OutcomeKind, more: Partial<Outcome> = {}) => outcomeOf(kind, pinned, more);
  if (candidate.kind === 'nothing-to-merge') return ended('nothing-to-merge');
  if (candidate.kind === 'conflicted') {
    const suspects = await findSuspects(repository, trunk, story, candidate.paths);
    return ended('conflicted', { conflicts: candidate.paths, suspects });
  }
  const { commit, tree } = candidate;
  const overlap = await findCheckoutOverlap(repository, trunk, candidate);
  if (overlap !== null) return ended('checks-failed', { commit, tree, reason: overlap });

  const proof = await proveCandidate(
    repository,
    trunk,
    { story: story.id, candidate, approver: null },
    emit,
  );
  if (proof.kind === 'rejected') {
    const { run } = proof;
    const suspects = await findSuspects(repository, trunk, story, []);
    return ended(rejectionOf(run), { commit, tree, run, reason: run.run.reason, suspects });
  }
  if (proof.kind === 'needs-approval') {
    const { run, differences } = proof;
    return ended('needs-approval', { commit, tree, run, differences });
  }
  throwIfInterrupted();
  const { run } = proof;
  const advance = await advanceTrunk(repository, trunk, candidate, proof.envelope, emit);
  if (!advance.advanced) return ended('trunk-moved', { commit, tree, run });
  return ended('merged', {
    commit,
    tree,
    run,
    attestation: `${tree}/${trunk.commit}`,
    reason: run?.run.reason ?? null,
    notes: advance.notes,
  });
}

function rejectionOf({ run }: StoredRun): OutcomeKind {
  if (run.result === 'did-not-run') return 'did-not-run';
  return run.tasks.some((task) => task.result === 'failed') ? 'gate-failed' : 'checks-failed';
}

/** The stories that landed since this one started; with paths, those that touched them. */
async function findSuspects(
  repository: Repository,
  trunk: Trunk,
  story: PinnedStory,
  paths: readonly string[],
): Promise<string[]> {
  const from = await mergeBase(repository.git, trunk.commit, story.head);
  return from === null ? [] : storiesLanded(repository.git, from, trunk.commit, paths);
}
