import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordTests } from '../cycle/record-tests';
import type { Emit } from '../events/events';
import { readSubmodules } from '../git/submodules';
import { readDirtyPaths } from '../git/working-tree';
import { prepareGateWorkspace } from '../gate-workspace/gate-workspace';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { pruneLogs } from '../logs/prune-logs';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { withLock } from '../state/lock';
import { listWorktrees } from '../git/worktrees';
import { runGate } from './run-gate';
import type { StoredRun } from './run-record';
import { readSubject } from './story-evidence';

/** What to gate; the run is stopped when `stop` aborts. */
interface StoryCommit {
  readonly story: StoryId;
  readonly commit: CommitSha;
  readonly stop?: AbortSignal;
}

/**
 * Gates a commit of a story against where it left trunk: in the story's own checkout when that holds exactly this
 * commit, in the gate workspace otherwise. Records evidence.
 */
export async function gateStoryCommit(
  repository: Repository,
  trunk: Trunk,
  what: StoryCommit,
  emit: Emit,
): Promise<StoredRun> {
  const run = await gateCommitSomewhere(repository, trunk, what, emit);
  await recordTests(repository, trunk, run.run, 'committed');
  await pruneLogs(repository, trunk.policy.options, { story: what.story, emit });
  return run;
}

async function gateCommitSomewhere(
  repository: Repository,
  trunk: Trunk,
  { story, commit, stop }: StoryCommit,
  emit: Emit,
): Promise<StoredRun> {
  const subject = { ...(await readSubject(repository, trunk, story, commit)), stop };
  const own = await findCleanCheckout(repository, commit);
  if (own !== null) {
    const place = {
      git: repository.git.at(own),
      nxRoot: nxRootIn(repository, own),
      env: {},
      unusable: null,
      checks: [],
    };
    return runGate(repository.layout, subject, place, emit);
  }
  return withLock(repository.git, 'gate', emit, async () => {
    const place = await prepareGateWorkspace(repository, trunk.policy, commit, emit);
    return runGate(repository.layout, subject, place, emit);
  });
}

/** A linked worktree that has exactly this commit, its submodules too, and no change of its own; ignored files may be there. */
async function findCleanCheckout(
  repository: Repository,
  commit: CommitSha,
): Promise<string | null> {
  const submodules = await readSubmodules(repository.git, commit);
  for (const { path, head, prunable } of await listWorktrees(repository.git)) {
    if (head !== commit || prunable || path === repository.mainWorktree) continue;
    if (submodules.some((one) => !existsSync(join(path, one.path, '.git')))) continue;
    if ((await readDirtyPaths(repository.git.at(path))).length === 0) return path;
  }
  return null;
}
