import { existsSync } from 'node:fs';
import { findUnattested } from '../audit/find-unattested';
import { isAncestor } from '../git/commits';
import { readRef } from '../git/refs';
import { glanceAtDirtyPaths } from '../git/working-tree';
import { isArmed } from '../hooks/arm-worktree';
import { openLedger } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { Round } from './plan-round';
import { readRefusals } from './refusals';
import type { Workplace } from './settle-work';

/** Git in a story's worktree, and the trunk that it left. */
type Place = Pick<Workplace, 'git' | 'trunk'>;

/** What lies around a story, at one moment. */
export interface Surroundings {
  /** What the main checkout has changed. */
  readonly dirty: readonly string[];
  readonly trunk: CommitSha | null;
  /** Whether git runs Storygate's hooks in the story's worktree. */
  readonly isArmed: boolean;
}

/** Looks at what an agent has no business with. */
export async function readSurroundings(
  { git, layout, mainWorktree }: Repository,
  { git: own, trunk: { ref } }: Place,
): Promise<Surroundings> {
  return {
    // A worktree that is gone has no settings.
    isArmed: existsSync(own.cwd) && (await isArmed(own, layout)),
    dirty: await glanceAtDirtyPaths(git.at(mainWorktree)),
    trunk: await readRef(git, ref),
  };
}

/** What changed around a story since `before`, and what git refused in the run that `folder` is of. */
export async function findAround(
  repository: Repository,
  { git: own, trunk }: Place,
  before: Surroundings,
  folder: string,
): Promise<Pick<Round, 'elsewhere' | 'onTrunk' | 'refused' | 'disarmed'>> {
  const now = await readSurroundings(repository, { git: own, trunk });
  return {
    disarmed: before.isArmed && !now.isArmed && existsSync(own.cwd) ? [own.cwd] : [],
    elsewhere: now.dirty.filter((path) => !before.dirty.includes(path)),
    onTrunk: await findUnproven(repository, trunk, before.trunk, now.trunk),
    refused: await readRefusals(folder),
  };
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
