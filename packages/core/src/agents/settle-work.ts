import { existsSync } from 'node:fs';
import { mergeBase, treeOf } from '../git/commits';
import { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { readRef } from '../git/refs';
import { GitStopped, untilAborted } from '../git/run-until';
import { findUnfinished, undoCommand } from '../git/unfinished';
import { readDirtyPaths } from '../git/working-tree';
import { findGoverningPaths } from '../governance/changed-paths';
import type { CommitSha } from '../names/object-id';
import type { Trunk } from '../repository/trunk';
import type { Sightings } from './noticed';
import type { Round } from './plan-round';
import { findTakenTests } from './taken-tests';

/** What an agent left, as commits. */
export interface Work extends Pick<Round, 'obstacle' | 'tree' | 'baseTree' | 'uncommitted'> {
  readonly head: CommitSha | null;
  readonly noticed: Pick<Sightings, 'governing' | 'tests'>;
}

/** Where an agent works. */
export interface Workplace {
  /** Git in the story's worktree. */
  readonly git: Git;
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly trunk: Trunk;
  /** The story's own variables, which its hooks get too. */
  readonly env: Readonly<Record<string, string>>;
}

/** How what was left uncommitted is committed. */
export interface Settling {
  readonly message: string;
  /** Ends the hooks when it aborts: the agent may have written one that hangs. */
  readonly limit: AbortSignal;
}

/**
 * Commits what an agent left uncommitted, with the story's hooks, and reads what there is then. An agent in a sandbox can't
 * commit itself; what was there before it began was nobody's, since a run needs a clean worktree. What of it is the story's
 * own is told by the trunk in `place`: one older than what was synced into the story takes others' work for its.
 */
export async function settleWork(place: Workplace, settling: Settling): Promise<Work> {
  const { git, branch, trunk } = place;
  const head = existsSync(git.cwd) ? await readRef(git, `refs/heads/${branch}`) : null;
  const obstacle = head === null ? 'its branch or its worktree is gone' : await findObstacle(place);
  if (head === null || obstacle !== null) {
    const nothing = {
      tree: '',
      baseTree: null,
      uncommitted: null,
      noticed: { governing: [], tests: [] },
    };
    return { obstacle, head, ...nothing };
  }
  const uncommitted = await commitRest(place, settling);
  const now = (await readRef(git, `refs/heads/${branch}`)) ?? head;
  const base = await mergeBase(git, trunk.commit, now);
  const { governing, tests } = trunk.policy.options.gate;
  const changes = base === null ? [] : await findGoverningPaths(git, base, now, governing);
  return {
    obstacle: base === null ? `branch ${branch} has nothing in common with ${trunk.name}` : null,
    head: now,
    tree: await treeOf(git, now),
    baseTree: base === null ? null : await treeOf(git, base),
    uncommitted,
    noticed: {
      tests: base === null ? [] : await findTakenTests(git, { from: base, to: now }, tests),
      governing: changes.flatMap((change) => (change.kind === 'path' ? [change.path] : [])),
    },
  };
}

async function findObstacle({ git, branch }: Workplace): Promise<string | null> {
  const unfinished = await findUnfinished(git);
  if (unfinished !== null) {
    return `a ${unfinished} stands half-done in its worktree (\`${undoCommand(unfinished)}\` takes it back)`;
  }
  const { stdout } = await git.answer(['symbolic-ref', '--quiet', 'HEAD'], [0, 1]);
  if (stdout.trim() === `refs/heads/${branch}`) return null;
  return `its worktree is not on branch ${branch} any more`;
}

/** Of what a hook says, so many characters are handed on. */
const LONGEST_REFUSAL = 4_000;

/** Commits all that git would add; why a hook did not let it, or null. */
async function commitRest(
  { git, env }: Workplace,
  { message, limit }: Settling,
): Promise<string | null> {
  if ((await readDirtyPaths(git)).length === 0) return null;
  const limited = new Git(git.cwd, env, untilAborted(limit));
  try {
    await limited.run(['add', '--all']);
    await limited.run(['commit', '--quiet', '--message', message]);
    return null;
  } catch (error) {
    if (error instanceof GitStopped)
      return 'git, or a hook of its, did not end before the run was over';
    if (!(error instanceof GitFailed)) throw error;
    return error.stderr.trim().slice(-LONGEST_REFUSAL);
  }
}
