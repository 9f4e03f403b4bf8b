import { auditTrunk } from '../audit/audit';
import { listWorktrees } from '../git/worktrees';
import { isArmed } from '../hooks/arm-worktree';
import { findStaleHooks } from '../hooks/write-hooks';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findForeignLinks } from '../story/check-isolation';
import { findRepositoryProblems } from './find-repository-problems';
import { findSharedChanges, type SharedChange } from './find-shared-changes';
import type { Diagnosis, Problem, WorktreeHealth } from './problem';
import { readLayers } from './read-layers';

const FIX = 'npx storygate doctor --fix';

/** Looks at every worktree, every layer and what else can go wrong; changes nothing. */
export async function examine(repository: Repository, trunk: Trunk): Promise<Diagnosis> {
  const worktrees = await examineWorktrees(repository);
  const stale = await findStaleHooks(repository);
  const audit = await auditTrunk(repository, trunk);
  const problems: Problem[] = [
    ...worktrees.flatMap((worktree) => problemsOf(worktree)),
    ...(await findSharedChanges(repository, trunk.policy.options)).map(problemOf),
    ...(await findRepositoryProblems(repository, trunk)),
  ];
  if (stale.length > 0) {
    problems.push({
      code: 'STALE_HOOKS',
      message: `these hooks are missing or not as Storygate writes them: ${stale.join(', ')}`,
      fix: FIX,
    });
  }
  if (audit.unattested.length > 0) {
    problems.push({
      code: 'UNATTESTED_TRUNK',
      message: `${audit.unattested.length} commits got onto ${trunk.name} without proof`,
      fix: 'npx storygate audit',
    });
  }
  if (audit.lost.length > 0) {
    problems.push({
      code: 'TRUNK_LOST_COMMITS',
      message: `${trunk.name} was moved back: ${audit.lost.length} proven commits are gone from it`,
      fix: 'npx storygate audit',
    });
  }
  const armed = worktrees.every((worktree) => worktree.armed) && stale.length === 0;
  return { worktrees, layers: await readLayers(repository, trunk, armed), problems };
}

async function examineWorktrees(repository: Repository): Promise<WorktreeHealth[]> {
  const health: WorktreeHealth[] = [];
  for (const { path, branch, bare, prunable } of await listWorktrees(repository.git)) {
    if (bare || prunable) continue;
    const main = path === repository.mainWorktree;
    const foreign = main
      ? []
      : findForeignLinks(nxRootIn(repository, path), repository.mainWorktree);
    health.push({
      path,
      branch,
      armed: await isArmed(repository.git.at(path), repository.layout),
      isolated: foreign.length === 0,
    });
  }
  return health;
}

function problemsOf({ path, armed, isolated }: WorktreeHealth): Problem[] {
  const problems: Problem[] = [];
  if (!armed) {
    problems.push({
      code: 'UNARMED_WORKTREE',
      message: `git does not run Storygate's hooks in ${path}`,
      fix: FIX,
    });
  }
  if (!isolated) {
    problems.push({
      code: 'FOREIGN_DEPENDENCIES',
      message: `node_modules in ${path} leads into the main checkout, so it runs that source instead of its own`,
      fix: `rm -r ${path}/node_modules`,
    });
  }
  return problems;
}

function problemOf({ path, keepers, others }: SharedChange): Problem {
  const among = others.length === 0 ? "the package manager's store" : others.join(', ');
  const message = `${path} was changed in place in ${keepers.join(' or ')}, and is the same file in ${among}`;
  return { code: 'SHARED_FILE_CHANGED', message, fix: FIX };
}
