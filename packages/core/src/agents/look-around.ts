import { setTimeout as delay } from 'node:timers/promises';
import { findUnattested } from '../audit/find-unattested';
import { isAncestor } from '../git/commits';
import { readRef } from '../git/refs';
import { glanceAtDirtyPaths } from '../git/glance';
import { readArming, type Arming } from '../hooks/arm-worktree';
import { openLedger } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import { interruption, throwIfInterrupted } from '../process/interruption';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { Sightings } from './noticed';
import { readRefusals } from './refusals';

/** What lies around a story, at one moment. */
export interface Surroundings {
  /** What the main checkout has changed. */
  readonly dirty: readonly string[];
  readonly trunk: CommitSha | null;
  /** Any worktree's settings are within an agent's reach, and hooks of git's guard them all. */
  readonly arming: Arming;
}

/** Looks at what an agent has no business with. */
export async function readSurroundings(
  repository: Repository,
  { ref }: Trunk,
): Promise<Surroundings> {
  const { git, mainWorktree } = repository;
  return {
    arming: await readArming(repository),
    dirty: await glanceAtDirtyPaths(git.at(mainWorktree)),
    trunk: await readRef(git, ref),
  };
}

/** What changed around a story since `before`, and what git refused in the run that `folder` is of. */
export async function findAround(
  repository: Repository,
  trunk: Trunk,
  before: Surroundings,
  folder: string,
): Promise<Omit<Sightings, 'governing' | 'tests'>> {
  const now = await readSurroundings(repository, trunk);
  return {
    hooks: now.arming.unarmed.filter((path) => before.arming.armed.includes(path)),
    'main-checkout': await findStaying(
      now.dirty.filter((path) => !before.dirty.includes(path)),
      () => glanceAtDirtyPaths(repository.git.at(repository.mainWorktree)),
    ),
    trunk: await findUnproven(repository, trunk, before.trunk, now.trunk),
    refused: await readRefusals(folder),
  };
}

/**
 * Those of the paths that are still dirty a moment later: while a landing brings the main checkout along, what it lands
 * looks like somebody's changes.
 */
export async function findStaying(
  paths: readonly string[],
  readDirty: () => Promise<readonly string[]>,
  pause: () => Promise<void> = waitAMoment,
): Promise<string[]> {
  if (paths.length === 0) return [];
  await pause();
  const dirty = new Set(await readDirty());
  return paths.filter((path) => dirty.has(path));
}

/** A checkout is brought along within this many milliseconds, unless it is a huge one. */
const MOMENT = 500;

async function waitAMoment(): Promise<void> {
  await delay(MOMENT, undefined, { signal: interruption }).catch(throwIfInterrupted);
}

/**
 * The commits that trunk got without a proof. What stands on a remote came through that one's own guard, and what its ledger says may
 * not have been fetched with it; a trunk without protection may be anybody's to commit on.
 */
async function findUnproven(
  repository: Repository,
  { remote, policy }: Trunk,
  before: CommitSha | null,
  now: CommitSha | null,
): Promise<string[]> {
  if (before === now || before === null) return [];
  if (remote !== null || !policy.options.trunk.protect) return [];
  if (now === null) return ['nothing'];
  const { git } = repository;
  if (!(await isAncestor(git, before, now))) return [now];
  const { unattested } = await findUnattested(git, await openLedger(repository, null), before, now);
  return unattested.map(({ commit }) => commit);
}
