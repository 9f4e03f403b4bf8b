import { realpathSync } from 'node:fs';
import { isAncestor } from '../git/commits';
import type { Git } from '../git/git';
import { entries, readRef } from '../git/refs';
import { findUnfinished } from '../git/unfinished';
import { readDirtyPaths } from '../git/working-tree';
import { findLanding } from '../landing/find-landing';
import type { StoryId } from '../names/story-id';
import { findDaemon } from '../nx/daemon';
import { findProcessesIn } from '../process/processes-in';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { requireStory } from '../story/story';
import { findStoryCheckouts } from './find-checkout';
import { listIgnoredFiles } from './ignored-files';
import type { RemovalFacts } from './plan-removal';
import { findSubmoduleWork } from './submodule-work';
import { readRemains, type SnapshotScope } from './snapshot';

/** Reads everything that decides how a story is removed; changes nothing. */
export async function readRemovalFacts(
  repository: Repository,
  trunk: Trunk,
  { id, scope }: { readonly id: StoryId; readonly scope: SnapshotScope },
): Promise<RemovalFacts> {
  const { git } = repository;
  const { options } = trunk.policy;
  const { branch, head } = await requireStory(repository, options, id);
  const { own, elsewhere } = await findStoryCheckouts(repository, options, id);
  const folder = own?.folder ?? null;
  const inside =
    folder === null
      ? { ...NOBODY, ...(await remainsOf(git, own?.adminDir ?? null)) }
      : await readInside(git.at(folder), own?.adminDir ?? null, repository);
  const detached = inside.commit !== null && inside.commit !== head ? inside.commit : null;
  const isOnTrunk = (commit: typeof head) => isAncestor(git, commit, trunk.commit);
  const landing = await findLanding(repository, trunk, { id, head, strategy: null });
  return {
    ...{ story: id, branch, head, scope, elsewhere, folder, detached },
    path: folder === null ? null : (own?.worktree.path ?? null),
    adminDir: own?.adminDir ?? null,
    vanished: folder === null ? (own?.worktree.path ?? null) : null,
    locked: own?.worktree.locked ?? false,
    startedInside: folder !== null && realpathSync(folder) === realpathSync(repository.worktree),
    unfinished: inside.unfinished,
    unmerged: inside.unmerged,
    submodules: inside.submodules,
    processes: inside.processes,
    daemon: inside.daemon,
    dirty: inside.dirty,
    ignored: inside.ignored,
    onTrunk: (await isOnTrunk(head)) && (detached === null || (await isOnTrunk(detached))),
    landed: landing?.commit ?? null,
  };
}

type Inside = Pick<
  RemovalFacts,
  'unfinished' | 'unmerged' | 'submodules' | 'processes' | 'daemon' | 'dirty' | 'ignored'
> & { readonly commit: RemovalFacts['head'] | null };

const NOBODY: Inside = {
  unfinished: null,
  unmerged: [],
  submodules: [],
  processes: [],
  daemon: [],
  dirty: [],
  ignored: [],
  commit: null,
};

async function readInside(
  checkout: Git,
  adminDir: string | null,
  repository: Repository,
): Promise<Inside> {
  const folder = realpathSync(checkout.cwd);
  const there = await findProcessesIn(folder);
  const daemon = await findDaemon(nxRootIn(repository, folder), there);
  const unmerged = entries(await checkout.run(['diff', '--name-only', '--diff-filter=U', '-z']));
  return {
    unfinished: await findUnfinished(checkout),
    unmerged: [...new Set(unmerged)],
    submodules: adminDir === null ? [] : await findSubmoduleWork(checkout, adminDir),
    processes: there.filter(({ pid }) => !daemon.includes(pid)),
    daemon,
    dirty: await readDirtyPaths(checkout),
    ignored: await listIgnoredFiles(checkout),
    commit: await readRef(checkout, 'HEAD'),
  };
}

/** Of a checkout whose folder is gone, git still has what was staged, and where HEAD was. */
async function remainsOf(git: Git, adminDir: string | null): Promise<Partial<Inside>> {
  const remains = adminDir === null ? null : await readRemains(git, adminDir);
  if (remains === null) return {};
  const staged = await git.run([
    ...['diff-tree', '-r', '--name-only', '--no-renames', '-z', remains.commit, remains.index],
  ]);
  return { commit: remains.commit, dirty: entries(staged) };
}
