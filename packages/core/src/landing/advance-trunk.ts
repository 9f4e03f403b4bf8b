import type { Candidate } from '../candidate/make-candidate';
import { internalError } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import type { Git } from '../git/git';
import { changeRefs, readRef } from '../git/refs';
import { findUnfinished } from '../git/unfinished';
import type { Worktree } from '../git/worktrees';
import type { Envelope } from '../ledger/envelope';
import { makeLedgerCommit, remoteLedgerRef } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { pushTrunk } from './remote-trunk';
import {
  attach,
  detach,
  findLeftDetached,
  findOverlap,
  findTrunkCheckouts,
} from './trunk-checkouts';

/** Whether trunk moved to the candidate, and what became of its checkouts. */
export interface Advance {
  readonly advanced: boolean;
  readonly notes: readonly string[];
}

/** Says why a checkout of trunk can't be brought along to a candidate; null when nothing is in the way. */
export async function findCheckoutOverlap(
  repository: Repository,
  trunk: Trunk,
  candidate: Candidate,
): Promise<string | null> {
  for (const checkout of await checkoutsToBring(repository, trunk)) {
    const unfinished = await findUnfinished(repository.git.at(checkout.path));
    if (unfinished !== null) {
      return `trunk is checked out in ${checkout.path}, where a ${unfinished} is under way`;
    }
    const overlap = await findOverlap(
      repository.git.at(checkout.path),
      candidate.base,
      candidate.commit,
    );
    if (overlap.length > 0) {
      return `trunk is checked out in ${checkout.path}, where uncommitted work is in the way: ${overlap.join(', ')}`;
    }
  }
  return null;
}

/** A candidate that trunk moves over, with its proof. */
export interface ProvenCandidate {
  readonly candidate: Candidate;
  readonly envelope: Envelope;
}

/**
 * Moves trunk over a chain of proven candidates, from exactly the first one's base to the last one, then brings trunk's
 * checkouts along. Each step can be run again.
 */
export async function advanceTrunk(
  repository: Repository,
  trunk: Trunk,
  chain: readonly ProvenCandidate[],
  emit: Emit,
): Promise<Advance> {
  const { git } = repository;
  const move = moveOver(chain);
  const checkouts = await checkoutsToBring(repository, trunk);
  for (const checkout of checkouts) {
    if (checkout.branch !== null) await detach(git.at(checkout.path));
  }
  try {
    const advanced = await inStep(emit, 'advance-trunk', trunk.name, () =>
      trunk.remote === null
        ? changeRefs(
            git,
            [{ ref: trunk.ref, old: move.base, next: move.commit }],
            `storygate: land ${move.commit}`,
          )
        : advanceRemote({ ...trunk, remote: trunk.remote }, git, chain),
    );
    return { advanced, notes: await settle(repository, trunk, checkouts, emit) };
  } catch (error) {
    await settle({ ...repository, git: git.shielded() }, trunk, checkouts, emit);
    throw error;
  }
}

/** Brings checkouts along that a killed landing left behind. The caller holds the `gate` lock. */
export async function settleLeftovers(
  repository: Repository,
  trunk: Trunk,
  emit: Emit,
): Promise<readonly string[]> {
  return settle(repository, trunk, await findLeftDetached(repository.git), emit);
}

async function settle(
  repository: Repository,
  trunk: Trunk,
  checkouts: readonly Worktree[],
  emit: Emit,
): Promise<string[]> {
  const notes: string[] = [];
  for (const { path } of checkouts) {
    const attached = await inStep(emit, 'settle-checkout', path, () =>
      attach(repository.git.at(path), localBranch(trunk)),
    );
    if (!attached) {
      notes.push(
        `uncommitted work in ${path} is in the way of trunk's new tip, so that checkout stays where it was, detached; ` +
          `commit or move that work, then run \`git checkout ${trunk.branch}\` there`,
      );
    }
  }
  return notes;
}

/** Pushes trunk and ledger; then the local branch follows, if it was where the remote's was. */
async function advanceRemote(
  trunk: Trunk & { readonly remote: string },
  git: Git,
  chain: readonly ProvenCandidate[],
): Promise<boolean> {
  const ledgerBase = await readRef(git, remoteLedgerRef(trunk.remote));
  const ledger = await extendLedger(git, ledgerBase, chain);
  const { remote, branch } = trunk;
  const { base, commit } = moveOver(chain);
  const pushed = await pushTrunk(git, { remote, branch, base, commit, ledgerBase, ledger });
  if (pushed && (await readRef(git, localBranch(trunk))) === base) {
    await changeRefs(
      git,
      [{ ref: localBranch(trunk), old: base, next: commit }],
      `storygate: land ${commit}`,
    );
  }
  return pushed;
}

/** Makes a ledger commit for each candidate, in the order of the chain, and returns the last; moves no ref. */
export async function extendLedger(
  git: Git,
  tip: CommitSha | null,
  chain: readonly ProvenCandidate[],
): Promise<CommitSha> {
  let ledger = tip;
  for (const { candidate, envelope } of chain) {
    ledger = await makeLedgerCommit(git, ledger, candidate, envelope);
  }
  if (ledger === null) throw internalError('trunk moves over one candidate at least');
  return ledger;
}

function moveOver(chain: readonly ProvenCandidate[]): { base: CommitSha; commit: CommitSha } {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined)
    throw internalError('trunk moves over one candidate at least');
  return { base: first.candidate.base, commit: last.candidate.commit };
}

/** The checkouts of trunk's local branch; with a remote, only those that stand where the remote does. */
async function checkoutsToBring(repository: Repository, trunk: Trunk): Promise<Worktree[]> {
  if (trunk.remote !== null) {
    const local = await readRef(repository.git, localBranch(trunk));
    if (local !== trunk.commit) return [];
  }
  return findTrunkCheckouts(repository.git, localBranch(trunk));
}

function localBranch(trunk: Trunk): string {
  return `refs/heads/${trunk.branch}`;
}
