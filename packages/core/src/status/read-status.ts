import { findStoryEvidence } from '../gate/story-evidence';
import { changedPaths, distance, isAncestor, mergeBase, treeOf } from '../git/commits';
import type { Git } from '../git/git';
import { mergeTree } from '../git/merge-tree';
import { readDirtyPaths } from '../git/working-tree';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { listStories, type Story } from '../story/story';
import type { PortBlock } from '../story/plan-ports';
import { readStoryRecord } from '../story/story-record';

/** Another story whose work does not merge with this one's. */
export interface Collision {
  readonly story: StoryId;
  readonly files: readonly string[];
}

/** One story as the director sees it. */
export interface StoryStatus {
  readonly id: StoryId;
  readonly title: string | null;
  readonly branch: string;
  /** null when no checkout has the branch, or its folder is gone. */
  readonly path: string | null;
  readonly head: CommitSha;
  readonly ahead: number;
  readonly behind: number;
  readonly dirty: boolean;
  /** Whether trunk has all it committed, squashed or not: merging it would change nothing. */
  readonly landed: boolean;
  readonly gate: { readonly result: string; readonly tree: string; readonly at: string } | null;
  readonly ports: PortBlock | null;
  readonly collidesWith: readonly Collision[];
}

/** Reads every story's state; changes nothing. */
export async function readStatus(repository: Repository, trunk: Trunk): Promise<StoryStatus[]> {
  const stories = await listStories(repository, trunk.policy.options);
  const collisions = await findCollisions(repository, trunk, stories);
  return Promise.all(
    stories.map((story) => readStory(repository, trunk, story, collisions.get(story.id) ?? [])),
  );
}

async function readStory(
  repository: Repository,
  trunk: Trunk,
  story: Story,
  collidesWith: readonly Collision[],
): Promise<StoryStatus> {
  const record = await readStoryRecord(repository.layout, story.id);
  const related = (await mergeBase(repository.git, trunk.commit, story.head)) !== null;
  const evidence = related
    ? await findStoryEvidence(repository, trunk, story.id, story.head)
    : null;
  const worktree = story.worktree === null || story.worktree.prunable ? null : story.worktree;
  const dirty = worktree === null ? [] : await readDirtyPaths(repository.git.at(worktree.path));
  return {
    id: story.id,
    title: record?.title ?? null,
    branch: story.branch,
    path: worktree?.path ?? null,
    head: story.head,
    ...(await distance(repository.git, trunk.commit, story.head)),
    dirty: dirty.length > 0,
    landed:
      related &&
      story.head !== record?.base &&
      (await isLanded(repository.git, trunk.commit, story.head)),
    gate: evidence && {
      result: evidence.run.result,
      tree: evidence.run.tree ?? '',
      at: evidence.run.endedAt ?? evidence.run.startedAt,
    },
    ports: record?.ports ?? null,
    collidesWith,
  };
}

async function isLanded(git: Git, trunk: CommitSha, head: CommitSha): Promise<boolean> {
  if (await isAncestor(git, head, trunk)) return true;
  const merged = await mergeTree(git, trunk, head);
  return merged.kind === 'clean' && merged.tree === (await treeOf(git, trunk));
}

/** Pairs of stories that don't merge with each other; only pairs that change a common file are merged to see. */
async function findCollisions(
  repository: Repository,
  trunk: Trunk,
  stories: readonly Story[],
): Promise<Map<StoryId, Collision[]>> {
  const { git } = repository;
  const touched = await Promise.all(
    stories.map(async (story) => {
      const base = await mergeBase(git, trunk.commit, story.head);
      return {
        story,
        paths: new Set(base === null ? [] : await changedPaths(git, base, story.head)),
      };
    }),
  );
  const collisions = new Map<StoryId, Collision[]>();
  for (const [index, one] of touched.entries()) {
    for (const other of touched.slice(index + 1)) {
      if (![...one.paths].some((path) => other.paths.has(path))) continue;
      const merged = await mergeTree(git, one.story.head, other.story.head);
      if (merged.kind === 'clean') continue;
      note(collisions, one.story.id, { story: other.story.id, files: merged.paths });
      note(collisions, other.story.id, { story: one.story.id, files: merged.paths });
    }
  }
  return collisions;
}

function note(collisions: Map<StoryId, Collision[]>, story: StoryId, collision: Collision): void {
  collisions.set(story, [...(collisions.get(story) ?? []), collision]);
}
