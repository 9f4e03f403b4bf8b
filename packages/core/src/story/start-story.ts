import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { archiveStory } from '../archive/archive-story';
import { setRecordAside } from '../archive/set-record-aside';
import { readSnapshot } from '../archive/snapshot';
import { provideDependencies } from '../dependencies/provide-dependencies';
import { writeSharedSince } from '../dependencies/shared-since';
import { runSetup } from '../dependencies/run-setup';
import { hasCode } from '../errors/messages';
import { inStep, type Emit } from '../events/events';
import { fillWorktree } from '../git/fill-worktree';
import { changeRefs, readRef } from '../git/refs';
import { keepUntrackedCache, readDirtyPaths } from '../git/working-tree';
import { listWorktrees } from '../git/worktrees';
import { requireApprovedSetup } from '../governance/setup-approval';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { armWorktrees } from '../hooks/arm-worktree';
import { writeHooks } from '../hooks/write-hooks';
import { startMinutes } from '../process/minutes';
import { throwIfInterrupted } from '../process/interruption';
import { thisProcess } from '../process/process-identity';
import { storyFolder } from '../repository/layout';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { withLock } from '../state/lock';
import { requireIsolation } from './check-isolation';
import { copyFiles } from './copy-files';
import { planStory, type StoryPlan } from './plan-story';
import { provideEnvironment } from './provide-environment';
import { readStoryFacts, type StoryRequest } from './read-story-facts';
import { setupLog, unfinishedSetupLog } from './setup-log';
import { makeStoriesDirectory } from './stories-directory';
import { readStoryRecord, writeStoryRecord, type StoryRecord } from './story-record';

/** What making a story would do; changes nothing. */
export async function previewStory(
  repository: Repository,
  trunk: Trunk,
  request: StoryRequest,
): Promise<StoryPlan> {
  return planStory(await readStoryFacts(repository, trunk, request));
}

/**
 * Makes a story: branch, worktree, dependencies, armed hooks, record. Fails with nothing left behind. What a maker
 * that died left half-made is removed first.
 */
export async function startStory(
  repository: Repository,
  trunk: Trunk,
  request: StoryRequest,
  emit: Emit,
): Promise<StoryPlan> {
  // The name, the ports and the shared git settings are taken by one process at a time, and git can't add two worktrees
  // at once; the long part is not.
  const plan = await withLock(repository.git, 'stories', emit, async () => {
    await clearAbandoned(repository, trunk, request);
    const planned = planStory(await readStoryFacts(repository, trunk, request));
    await requireApprovedSetup(repository.layout, planned.setup.commands);
    await makeStoriesDirectory(dirname(planned.path));
    await writeHooks(repository);
    await writeStoryRecord(repository.layout, recordOf(planned, 'creating'));
    await orUndo(repository, planned, () => addWorktree(repository, planned));
    return planned;
  });
  await orUndo(repository, plan, () => makeWorkspace(repository, plan, emit));
  return plan;
}

async function orUndo(
  repository: Repository,
  plan: StoryPlan,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await undo(repository, plan);
    throw error;
  }
}

/** Makes the branch, and a worktree without files. */
async function addWorktree({ git }: Repository, { branch, path, base }: StoryPlan): Promise<void> {
  throwIfInterrupted();
  await git.run([
    ...['worktree', 'add', '--quiet', '--no-checkout', '-b', branch],
    ...['--', path, base],
  ]);
}

async function makeWorkspace(repository: Repository, plan: StoryPlan, emit: Emit): Promise<void> {
  throwIfInterrupted();
  await inStep(emit, 'create-worktree', plan.path, () =>
    fillWorktree(repository.git, plan.path, plan.base),
  );
  const worktree = repository.git.at(plan.path);
  await inStep(emit, 'arm-hooks', null, () =>
    withLock(repository.git, 'stories', emit, () => armWorktrees(repository)),
  );
  await equipWorkspace(repository, plan, emit);
  if (plan.brief !== null) {
    await writeFileAtomically(
      join(storyFolder(repository.layout, plan.id), 'brief.md'),
      plan.brief,
    );
  }
  throwIfInterrupted();
  await keepUntrackedCache(worktree);
  await writeStoryRecord(repository.layout, recordOf(plan, 'ready'));
}

/** Gives an armed worktree of a story what it needs to run: dependencies, files to copy, the set-up commands. */
export async function equipWorkspace(
  repository: Repository,
  plan: StoryPlan,
  emit: Emit,
): Promise<void> {
  const worktree = repository.git.at(plan.path);
  const nxRoot = nxRootIn(repository, plan.path);
  const since = await provideDependencies(plan.dependencies, { worktree: plan.path, nxRoot }, emit);
  await writeSharedSince(repository.layout, plan.id, since);
  await bringFiles(repository, plan, emit);
  await setUp(repository, plan, emit);
  await inStep(emit, 'check-isolation', null, () =>
    requireIsolation({
      worktree,
      nxRoot,
      layout: repository.layout,
      mainWorktree: repository.mainWorktree,
      withDependencies: plan.dependencies.kind !== 'none',
    }),
  );
}

/** Copied files first: the story's variables go behind what a copied file holds. */
async function bringFiles(repository: Repository, plan: StoryPlan, emit: Emit): Promise<void> {
  const from = nxRootIn(repository, repository.mainWorktree);
  await copyFiles({ files: plan.copy, from, to: nxRootIn(repository, plan.path) });
  if (plan.notCopied.length > 0) {
    emit({
      type: 'warning',
      code: 'LINK_NOT_COPIED',
      message: `links that lead out of the main checkout, or nowhere, were not copied: ${plan.notCopied.join(', ')}`,
    });
  }
  await provideEnvironment(repository, { plan: plan.environment, worktree: plan.path }, emit);
}

async function setUp(repository: Repository, plan: StoryPlan, emit: Emit): Promise<void> {
  const { commands, timeLimitMinutes } = plan.setup;
  // A story that can't be set up is taken back, and its maker needs to read why: the log joins the story at the end.
  const logFile = unfinishedSetupLog(repository.layout, plan.id);
  await rm(logFile, { force: true });
  if (commands.length === 0) return;
  await requireApprovedSetup(repository.layout, commands);
  const place = {
    nxRoot: nxRootIn(repository, plan.path),
    env: plan.environment.values,
    startLimit: () => startMinutes(timeLimitMinutes),
    logFile,
  };
  await runSetup(commands, place, emit);
  await rename(logFile, setupLog(repository.layout, plan.id));
}

/** What is written down of a story that this process makes. */
export function recordOf(plan: StoryPlan, state: StoryRecord['state']): StoryRecord {
  return {
    version: 1,
    id: plan.id,
    title: plan.title,
    state,
    base: plan.base,
    createdAt: new Date().toISOString(),
    ports: plan.ports,
    maker: thisProcess(),
  };
}

async function clearAbandoned(
  repository: Repository,
  trunk: Trunk,
  request: StoryRequest,
): Promise<void> {
  const facts = await readStoryFacts(repository, trunk, request);
  // Its branch was deleted by hand, so there is no story any more; its logs stay with the removed ones.
  if (facts.record === 'orphaned') await setRecordAside(repository, request.id);
  if (facts.record !== 'abandoned') return;
  const record = await readStoryRecord(repository.layout, request.id);
  if (record === null) return;
  const base = parseCommitSha(record.base);
  const head = await readRef(repository.git, `refs/heads/${facts.branch}`);
  // A commit of somebody's is never undone: the refusal "exists" follows instead.
  if (head !== null && head !== base) return;
  await keepWork(repository, facts, base);
  await undo(repository, { ...facts, base });
}

/** Someone may have begun to work in a workspace whose maker died: what is there goes to the archive. */
async function keepWork(
  repository: Repository,
  made: Pick<StoryPlan, 'id' | 'branch' | 'path'>,
  head: CommitSha,
): Promise<void> {
  const worktrees = await listWorktrees(repository.git);
  const there = worktrees.find(({ path, branch }) => isOf(made, path, branch));
  if (there === undefined || there.prunable) return;
  // Git would call every file deleted that was not checked out yet.
  if ((await readdir(there.path)).join() === '.git') return;
  const checkout = repository.git.at(there.path);
  if ((await readDirtyPaths(checkout)).length === 0) return;
  const content = await readSnapshot(checkout, { ignored: 'left-out' });
  await archiveStory(
    repository,
    { story: made.id, branch: made.branch, head, reason: 'abandoned' },
    content,
  );
}

function isOf(
  made: Pick<StoryPlan, 'branch' | 'path'>,
  path: string,
  branch: string | null,
): boolean {
  return path === made.path && branch === `refs/heads/${made.branch}`;
}

/**
 * Takes back what `makeWorkspace` did, and nothing else: a folder goes only if git knows it as a worktree of this story,
 * a branch only if it is where it started. Runs to its end when the user interrupts.
 */
async function undo(
  repository: Repository,
  made: Pick<StoryPlan, 'id' | 'branch' | 'path' | 'base'>,
): Promise<void> {
  const git = repository.git.shielded();
  const ref = `refs/heads/${made.branch}`;
  const worktrees = await listWorktrees(git);
  if (worktrees.some(({ path, branch }) => isOf(made, path, branch))) {
    await git.run(['worktree', 'remove', '--force', '--force', '--', made.path]);
    await rm(made.path, { recursive: true, force: true });
  }
  await git.run(['worktree', 'prune']);
  await changeRefs(git, [{ ref, old: made.base, next: null }], 'storygate: undo');
  await rm(storyFolder(repository.layout, made.id), { recursive: true, force: true });
  await removeIfEmpty(dirname(made.path));
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'ENOENT')) throw error;
  }
}
