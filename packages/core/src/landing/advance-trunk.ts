import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inStep, type Emit } from '../events/events';
import { isAncestor } from '../git/commits';
import { changeRefs, readRef } from '../git/refs';
import { findUnfinished } from '../git/unfinished';
import type { Worktree } from '../git/worktrees';
import { LEDGER_REF } from '../ledger/ledger';
import { parseCommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { bringAlong } from './bring-along';
import { takeBackHalfBrought } from './half-brought';
import { localBranchOf, moveTrunk, type ProvenCandidate } from './move-trunk';
import { readFreshTrunk } from './read-fresh-trunk';
import {
  detach,
  findInTheWay,
  findLeftDetached,
  findTrunkCheckouts,
  readUncommitted,
  type Uncommitted,
} from './trunk-checkouts';

/** Whether trunk moved to the candidate, and what became of its checkouts. */
export interface Advance {
  readonly advanced: boolean;
  readonly notes: readonly string[];
}

/** A checkout of trunk, and what in it could keep trunk's next tip out. */
export interface TrunkCheckout {
  readonly path: string;
  /** The git operation that stands half-done there, or null. */
  readonly unfinished: string | null;
  readonly uncommitted: Uncommitted;
}

/** Reads the checkouts that a landing would bring along. */
export async function readTrunkCheckouts(
  repository: Repository,
  trunk: Trunk,
): Promise<TrunkCheckout[]> {
  const checkouts = await checkoutsToBring(repository, trunk);
  return Promise.all(
    checkouts.map(async ({ path }) => {
      const git = repository.git.at(path);
      const [unfinished, uncommitted] = [await findUnfinished(git), await readUncommitted(git)];
      return { path, unfinished, uncommitted };
    }),
  );
}

/** Says why a checkout can't be brought along to where these paths are others; null when nothing is in the way. */
export async function findObstacle(
  checkouts: readonly TrunkCheckout[],
  changed: readonly string[],
): Promise<string | null> {
  for (const { path, unfinished, uncommitted } of checkouts) {
    if (unfinished !== null) {
      return `trunk is checked out in ${path}, where a ${unfinished} is under way`;
    }
    const overlap = await findInTheWay(path, changed, uncommitted);
    if (overlap.length > 0) {
      return `trunk is checked out in ${path}, where uncommitted work is in the way: ${overlap.join(', ')}`;
    }
  }
  return null;
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
  const checkouts = await checkoutsToBring(repository, trunk);
  try {
    for (const checkout of checkouts) {
      if (checkout.branch !== null) await detach(git.at(checkout.path));
    }
    const advanced = await inStep(emit, 'advance-trunk', trunk.name, () =>
      moveTrunk(git, trunk, chain),
    );
    return { advanced, notes: await settle(repository, trunk, checkouts, emit) };
  } catch (error) {
    await settle({ ...repository, git: git.shielded() }, trunk, checkouts, emit);
    throw error;
  }
}

/** Clears away and brings along what a killed landing left behind. The caller holds the `gate` lock. */
export async function settleLeftovers(
  repository: Repository,
  trunk: Trunk,
  emit: Emit,
): Promise<readonly string[]> {
  const { git } = repository;
  for (const file of findLockFiles(repository, trunk)) await git.clearLockFile(file);
  const left = await findLeftDetached(git);
  if (left.length === 0) return [];
  const local = await readRef(git, localBranchOf(trunk));
  for (const { path, head } of left) {
    if (local === null || head === null) continue;
    await takeBackHalfBrought(git.at(path), parseCommitSha(head), local);
  }
  const fresh = await readFreshTrunk(repository, emit);
  if (fresh.remote !== null) await followRemote(repository, fresh, left);
  return settle(repository, fresh, left, emit);
}

/** The lock files of git's that keep trunk and the ledger from moving. */
export function findLockFiles({ commonDir }: Repository, trunk: Trunk): string[] {
  return [localBranchOf(trunk), LEDGER_REF, 'packed-refs']
    .map((name) => join(commonDir, `${name}.lock`))
    .filter((file) => existsSync(file));
}

/** The landing was killed before the local branch followed what it pushed. */
async function followRemote(
  { git }: Repository,
  trunk: Trunk,
  left: readonly Worktree[],
): Promise<void> {
  const ref = localBranchOf(trunk);
  const local = await readRef(git, ref);
  if (local === null || !left.some(({ head }) => head === local)) return;
  if (local === trunk.commit || !(await isAncestor(git, local, trunk.commit))) return;
  const change = { ref, old: local, next: trunk.commit };
  await changeRefs(git, [change], `storygate: follow ${trunk.name}`);
}

async function settle(
  repository: Repository,
  trunk: Trunk,
  checkouts: readonly Worktree[],
  emit: Emit,
): Promise<string[]> {
  const notes: string[] = [];
  for (const { path } of checkouts) {
    const end = await inStep(emit, 'settle-checkout', path, () =>
      bringAlong(repository.git.at(path), localBranchOf(trunk)),
    );
    if (end.kind === 'in-the-way') {
      notes.push(
        `uncommitted work in ${path} is in the way of trunk's new tip, so that checkout stays where it was, detached; ` +
          `commit or move that work, then run \`git checkout ${trunk.branch}\` there`,
      );
    } else if (end.kind === 'stopped') {
      notes.push(
        `${path} could not be brought to trunk's new tip, so that checkout stays where it was, detached: ${end.why}; ` +
          `mend that, then run \`npx storygate doctor --fix\``,
      );
    }
  }
  return notes;
}

/** The checkouts of trunk's local branch; with a remote, only those that stand where the remote does. */
async function checkoutsToBring(repository: Repository, trunk: Trunk): Promise<Worktree[]> {
  if (trunk.remote !== null) {
    const local = await readRef(repository.git, localBranchOf(trunk));
    if (local !== trunk.commit) return [];
  }
  return findTrunkCheckouts(repository.git, localBranchOf(trunk));
}
