import { storiesLanded, type LandedCommit } from '../candidate/candidate-message';
import { adoptRun } from '../gate/adopt-run';
import type { StoredRun } from '../gate/run-record';
import { unreachable } from '../errors/unreachable';
import { mergeBase } from '../git/commits';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { PinnedStory } from './candidate-of';
import type { ChainEnd, ChainLink } from './chain';
import type { KnownRun } from './chain-runs';
import { outcomeOf, type Outcome, type OutcomeKind } from './outcome';
import type { Ejection, LinkProof } from './plan-landing';

/** The outcome of a story that can't be in a chain on this trunk. */
export async function endOutcome(
  repository: Repository,
  trunk: Trunk,
  story: PinnedStory,
  end: ChainEnd,
): Promise<Outcome> {
  const pinned = { ...story, base: trunk.commit };
  switch (end.kind) {
    case 'nothing-to-merge':
      return outcomeOf('nothing-to-merge', pinned);
    case 'conflicted': {
      const suspects = await findSuspects(repository, trunk, story.head, end.paths);
      return outcomeOf('conflicted', pinned, { conflicts: end.paths, suspects });
    }
    case 'in-the-way': {
      const { commit, tree, base } = end.candidate;
      const facts = { trunk: trunk.commit, commit, tree, reason: end.reason };
      return outcomeOf('checks-failed', { ...story, base }, facts);
    }
    case 'untried':
      return outcomeOf('did-not-run', pinned, { reason: end.reason });
    default:
      return unreachable(end, 'end');
  }
}

/** The outcome of a story that a run sent back; the run's record is among the story's own from here on. */
export async function rejectionOutcome(
  repository: Repository,
  trunk: Trunk,
  { story, candidate }: ChainLink,
  { governed }: KnownRun,
  { cleared }: Ejection,
): Promise<Outcome> {
  const run = await adoptRun(repository.layout, story.id, governed.run);
  const { commit, tree, base } = candidate;
  const suspects = await findSuspects(repository, trunk, story.head, []);
  return outcomeOf(
    rejectionOf(run, governed.differences.length > 0),
    { ...story, base },
    {
      trunk: trunk.commit,
      commit,
      tree,
      run,
      reason: run.run.reason,
      suspects,
      cleared,
      differences: governed.differences,
    },
  );
}

/** A story and the commit by which it landed. */
export interface LandedStory {
  readonly story: PinnedStory;
  readonly candidate: LandedCommit;
}

/** The outcome of a story that is on trunk now. */
export function landedOutcome(
  { story, candidate }: LandedStory,
  proof: LinkProof,
  notes: readonly string[],
): Outcome {
  const { commit, tree, base } = candidate;
  const run = runOf(proof);
  return outcomeOf(
    'merged',
    { ...story, base },
    {
      commit,
      tree,
      run,
      attestation: `${tree}/${base}`,
      reason: run?.run.reason ?? null,
      notes,
    },
  );
}

/** The outcome of a story that is proven and could not land, since trunk moved again and again. */
export function racedOutcome({ story, candidate }: ChainLink, proof: LinkProof): Outcome {
  const { commit, tree, base } = candidate;
  return outcomeOf('trunk-moved', { ...story, base }, { commit, tree, run: runOf(proof) });
}

function runOf(proof: LinkProof): StoredRun | null {
  return proof.by === 'ledger' ? null : (proof.run as KnownRun).governed.run;
}

function rejectionOf({ run }: StoredRun, governs: boolean): OutcomeKind {
  if (governs) return 'needs-approval';
  if (run.result === 'did-not-run') return 'did-not-run';
  return run.tasks.some((task) => task.result === 'failed') ? 'gate-failed' : 'checks-failed';
}

/** The stories that landed since this one left trunk. */
async function findSuspects(
  { git }: Repository,
  trunk: Trunk,
  head: CommitSha,
  paths: readonly string[],
): Promise<string[]> {
  const from = await mergeBase(git, trunk.commit, head);
  return from === null ? [] : storiesLanded(git, from, trunk.commit, paths);
}
