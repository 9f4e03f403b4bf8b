import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { provideDependencies } from '../dependencies/provide-dependencies';
import { writeSharedSince } from '../dependencies/shared-since';
import { runSetup } from '../dependencies/run-setup';
import { inStep, type Emit } from '../events/events';
import { fillWorktree } from '../git/fill-worktree';
import { keepUntrackedCache } from '../git/working-tree';
import { requireApprovedSetup } from '../governance/setup-approval';
import { armWorktrees } from '../hooks/arm-worktree';
import { writeHooks } from '../hooks/write-hooks';
import { allEnded } from '../process/all-ended';
import { startMinutes } from '../process/minutes';
import { throwIfInterrupted } from '../process/interruption';
import { thisProcess } from '../process/process-identity';
import { storyFolder } from '../repository/layout';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { withLock } from '../state/lock';
import { requireIsolation } from './check-isolation';
import { clearAbandoned, undoStory } from './clear-abandoned';
import { copyFiles } from './copy-files';
import { planStory, type StoryPlan } from './plan-story';
import { provideEnvironment } from './provide-environment';
import { readStoryFacts, type StoryRequest } from './read-story-facts';
import { setupLog, unfinishedSetupLog } from './setup-log';
import { makeStoriesDirectory } from './stories-directory';
import { writeStoryRecord, type StoryRecord } from './story-record';

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
    const read = () => readStoryFacts(repository, trunk, request);
    const planned = planStory(await clearAbandoned(repository, await read(), read));
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
    await undoStory(repository, plan);
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
  const armed = armHooks(repository, emit);
  // What a package manager runs may write to git's settings, too.
  if (isInstalled(plan)) await armed;
  await allEnded([armed, bringDependencies(repository, plan, emit)]);
  await equipWorkspace(repository, plan, emit);
  if (plan.brief !== null) {
    await writeFileAtomically(
      join(storyFolder(repository.layout, plan.id), 'brief.md'),
      plan.brief,
    );
  }
  throwIfInterrupted();
  await keepUntrackedCache(repository.git.at(plan.path));
  await writeStoryRecord(repository.layout, recordOf(plan, 'ready'));
}

async function armHooks(repository: Repository, emit: Emit): Promise<void> {
  await withLock(repository.git, 'stories', emit, () =>
    inStep(emit, 'arm-hooks', null, () => armWorktrees(repository)),
  );
}

function isInstalled({ dependencies }: StoryPlan): boolean {
  const { kind } = dependencies;
  return kind === 'install' || (kind === 'link' && dependencies.update !== null);
}

/** Gives a story's worktree its dependencies. */
export async function bringDependencies(
  repository: Repository,
  plan: StoryPlan,
  emit: Emit,
): Promise<void> {
  const nxRoot = nxRootIn(repository, plan.path);
  const since = await provideDependencies(plan.dependencies, { worktree: plan.path, nxRoot }, emit);
  await writeSharedSince(repository.layout, plan.id, since);
}

/** Gives an armed worktree with its dependencies what else it needs to run: files to copy, the set-up commands. */
export async function equipWorkspace(
  repository: Repository,
  plan: StoryPlan,
  emit: Emit,
): Promise<void> {
  await bringFiles(repository, plan, emit);
  await setUp(repository, plan, emit);
  await inStep(emit, 'check-isolation', null, () =>
    requireIsolation({
      worktree: repository.git.at(plan.path),
      nxRoot: nxRootIn(repository, plan.path),
      layout: repository.layout,
      mainWorktree: repository.mainWorktree,
      dependencies: plan.dependencies,
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
