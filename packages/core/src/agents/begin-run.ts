import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { refusal } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import { ignoreLocally } from '../git/ignored';
import { findUnfinished, undoCommand } from '../git/unfinished';
import { readDirtyPaths } from '../git/working-tree';
import type { StoryId } from '../names/story-id';
import { markThisProcess } from '../process/process-mark';
import { thisProcess } from '../process/process-identity';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { withLock } from '../state/lock';
import { requireStoryBrief } from '../story/brief';
import { requireStory } from '../story/story';
import { storyEnvironment } from '../story/story-environment';
import { readStoryRecord } from '../story/story-record';
import { createAgentFolder, writeAgentRecord, type StoredAgentRun } from './agent-record';
import type { FoundAgent } from './find-agent';
import { formatBrief } from './format-brief';
import { requireNoAgent } from './require-no-agent';
import { settleDeadAgents } from './settle-dead';
import type { Workplace } from './settle-work';

/** A story that an agent can be put to work in. */
export interface Assignment extends Workplace {
  readonly story: StoryId;
  /** The Nx workspace in the story's worktree. */
  readonly nxRoot: string;
  /** What the agent is told first. */
  readonly brief: string;
}

/** Reads where an agent would work; refuses where one does already, or the story's worktree is not at rest. */
export async function requireWorkplace(
  repository: Repository,
  trunk: Trunk,
  id: StoryId,
): Promise<Pick<Workplace, 'git' | 'branch'>> {
  const { worktree, branch } = await requireStory(repository, trunk.policy.options, id);
  const record = await readStoryRecord(repository.layout, id);
  if (record?.state === 'creating') throw unfinished(id);
  await requireAlone(repository, id);
  if (worktree === null || worktree.prunable) throw notCheckedOut(id, branch);
  const git = repository.git.at(worktree.path);
  await requireAtRest({ story: id, git, branch });
  return { git, branch };
}

/** Reads where and with what an agent would work; refuses as {@link requireWorkplace} does, and a story that has no brief. */
export async function requireAssignment(
  repository: Repository,
  trunk: Trunk,
  id: StoryId,
): Promise<Assignment> {
  const { options } = trunk.policy;
  const { git, branch } = await requireWorkplace(repository, trunk, id);
  const record = await readStoryRecord(repository.layout, id);
  const nxRoot = nxRootIn(repository, git.cwd);
  return {
    ...{ story: id, git, branch, trunk, nxRoot },
    brief: formatBrief({
      story: id,
      title: record?.title ?? null,
      brief: await requireStoryBrief(repository.layout, id),
      ...{ branch, trunk: trunk.name, folder: nxRoot },
      gateTarget: options.gate.targetName,
      governing: options.gate.governing,
    }),
    env: storyEnvironment({
      id,
      workspace: basename(repository.mainWorktree),
      ports: record?.ports ?? null,
    }),
  };
}

/**
 * Writes down that this process looks after an agent in a story from now on, which waits its turn; of two that try, one
 * is refused.
 */
export async function beginRun(
  repository: Repository,
  { story, nxRoot }: Assignment,
  { agent, mostRounds }: { readonly agent: FoundAgent; readonly mostRounds: number },
  emit: Emit,
): Promise<StoredAgentRun> {
  const { layout, git } = repository;
  return withLock(git, 'stories', emit, async () => {
    await requireAlone(repository, story);
    for (const name of agent.adapter.leavings) await ignoreLocally(git.at(nxRoot), name);
    const { number, folder } = await createAgentFolder(layout, story);
    const stored: StoredAgentRun = {
      folder,
      record: {
        ...{ version: 1, number, story, agent: agent.adapter.name },
        ...{ state: 'waiting', reason: null, round: 0, mostRounds },
        ...{ startedAt: new Date().toISOString(), endedAt: null },
        ...{ conversation: null, head: null, gateRun: null, noticed: [] },
        ...{ supervisor: thisProcess(), mark: markThisProcess(), group: null },
      },
    };
    await writeAgentRecord(stored);
    return stored;
  });
}

/** First who is looked after, then who is not any more: so none that ends in between leaves something running. */
async function requireAlone({ layout }: Repository, id: StoryId): Promise<void> {
  await requireNoAgent(layout, id);
  await settleDeadAgents(layout);
}

/** Refuses a worktree that is gone or holds uncommitted work: it may be a person's, and an agent's is committed when it ends. */
export async function requireAtRest({
  story: id,
  git,
  branch,
}: Pick<Assignment, 'story' | 'git' | 'branch'>): Promise<void> {
  if (!existsSync(git.cwd)) throw notCheckedOut(id, branch);
  const unfinished = await findUnfinished(git);
  const dirty = unfinished === null ? await readDirtyPaths(git) : [];
  if (unfinished === null && dirty.length === 0) return;
  throw refusal({
    code: 'WORKTREE_NOT_CLEAN',
    message:
      unfinished === null
        ? `story ${id} has uncommitted work, which may be a person's: ${dirty.slice(0, 5).join(', ')}`
        : `a ${unfinished} stands half-done in the worktree of story ${id}`,
    hints: [
      unfinished === null
        ? `Commit it in ${git.cwd}, or set it aside with \`git stash --include-untracked\`.`
        : `Finish it in ${git.cwd}, or take it back with \`${undoCommand(unfinished)}\`.`,
    ],
    facts: { story: id, path: git.cwd, unfinished, dirty },
  });
}

function unfinished(id: StoryId) {
  return refusal({
    code: 'STORY_UNFINISHED',
    message: `story ${id} is not made yet: another process is at it, or ended half-way`,
    hints: [
      `If it was ended, the same command again clears up first: \`npx storygate story ${id}\`, or \`restore\`.`,
    ],
    facts: { story: id },
  });
}

function notCheckedOut(id: StoryId, branch: string) {
  return refusal({
    code: 'NOT_CHECKED_OUT',
    message: `story ${id} has no worktree with its branch ${branch}, so there is nowhere to work`,
    hints: [`Make one with \`git worktree add <folder> ${branch}\`, or start another story.`],
    facts: { story: id },
  });
}
