import { recordTests } from '../cycle/record-tests';
import { treeOf, mergeBase, resolveCommit } from '../git/commits';
import { readRef } from '../git/refs';
import { readDirtyPaths } from '../git/working-tree';
import { StorygateError } from '../errors/storygate-error';
import { pruneLogs } from '../logs/prune-logs';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk, type Trunk } from '../repository/trunk';
import { storyOfRef } from '../story/story';
import { writeTasks } from './record-tasks';
import type { RecordedTask } from './recorded-task';
import { createRunFolder, writeRun, type GateRun } from './run-record';
import { parseGateCommand } from './whole-gate';

/*
 * An Nx run that the user started in a story's worktree is watched through the plugin's task hooks. Only a run of
 * every affected gate, on a committed tree that did not change meanwhile, says something about that tree.
 */

/** The checkout as it was before a run's tasks. */
interface Snapshot {
  readonly repository: Repository;
  readonly trunk: Trunk;
  readonly story: StoryId;
  readonly commit: CommitSha;
  readonly clean: boolean;
}

const snapshots = new Map<string, Snapshot>();

/** Remembers what a run of the user's is about to test. Does nothing outside a story's worktree. */
export async function observeRunStart(start: {
  readonly id: string;
  readonly workspaceRoot: string;
}): Promise<void> {
  const snapshot = await takeSnapshot(start.workspaceRoot);
  if (snapshot !== null) snapshots.set(start.id, snapshot);
}

/** A run of the user's that has ended. */
export interface ObservedRun {
  readonly id: string;
  readonly workspaceRoot: string;
  readonly argv: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly tasks: readonly RecordedTask[];
}

/**
 * Records a run that ended, in the story's run folder, and says which story's. Does nothing, and returns null, outside a
 * story or for tasks that no gate has.
 */
export async function observeRunEnd(end: ObservedRun): Promise<StoryId | null> {
  const before = snapshots.get(end.id);
  snapshots.delete(end.id);
  if (before === undefined) return null;
  const { gate } = before.trunk.policy.options;
  const gated = [gate.targetName, ...gate.targets];
  if (!end.tasks.some((task) => gated.includes(task.target))) return null;

  const { repository, trunk, story, commit } = before;
  const base = (await mergeBase(repository.git, trunk.commit, commit)) ?? trunk.commit;
  const whole =
    before.clean && (await isWholeGate(before, end, base)) && (await isUnchanged(before));
  const { number, folder } = await createRunFolder(repository.layout, story);
  const tasks = await writeTasks(folder, end.tasks);
  const green = tasks.every((task) => task.result === 'passed');
  const run: GateRun = {
    version: 1,
    number,
    story,
    kind: 'observed',
    subject: 'story',
    commit,
    tree: whole ? await treeOf(repository.git, commit) : null,
    base,
    policy: trunk.policy.digest,
    startedAt: end.startedAt,
    endedAt: end.endedAt,
    result: green ? 'passed' : 'failed',
    reason: whole ? null : 'a run of a part, or on uncommitted work: no evidence about a commit',
    affected: [
      ...new Set(
        tasks.filter(({ target }) => target === gate.targetName).map(({ project }) => project),
      ),
    ],
    withoutChecks: [],
    missing: [],
    tasks,
    flaky: [],
    checks: [],
  };
  await writeRun({ folder, run });
  await recordTests(repository, trunk, run, before.clean ? 'committed' : 'uncommitted');
  await pruneLogs(repository, trunk.policy.options, { story, emit: () => {} });
  return story;
}

async function isWholeGate(before: Snapshot, end: ObservedRun, base: CommitSha): Promise<boolean> {
  const command = parseGateCommand(end.argv, before.trunk.policy.options.gate.targetName);
  // Nx takes these for the base and head that the command line does not name.
  const moved = process.env['NX_BASE'] ?? process.env['NX_HEAD'];
  if (command.kind === 'partial' || moved !== undefined) return false;
  if (command.kind === 'all') return true;
  const { git } = before.repository;
  const named = await resolveCommit(git, command.base ?? before.trunk.ref);
  return named !== null && (await mergeBase(git, named, before.commit)) === base;
}

async function isUnchanged(before: Snapshot): Promise<boolean> {
  const { git } = before.repository;
  return (await readRef(git, 'HEAD')) === before.commit && (await readDirtyPaths(git)).length === 0;
}

async function takeSnapshot(workspaceRoot: string): Promise<Snapshot | null> {
  try {
    const repository = await requireRepository(workspaceRoot);
    const trunk = await requireTrunk(repository);
    const { stdout } = await repository.git.answer(['symbolic-ref', '--quiet', 'HEAD'], [0, 1]);
    const story = storyOfRef(stdout.trim(), trunk.policy.options);
    const commit = await readRef(repository.git, 'HEAD');
    if (story === null || commit === null) return null;
    const clean = (await readDirtyPaths(repository.git)).length === 0;
    return { repository, trunk, story, commit, clean };
  } catch (error) {
    // No repository, no trunk: whoever runs Nx there is not in a story, and must not be hindered.
    if (error instanceof StorygateError && error.kind === 'refusal') return null;
    throw error;
  }
}
