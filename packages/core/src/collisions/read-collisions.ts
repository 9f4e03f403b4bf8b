import { gateWorkspaceOf } from '../gate-workspace/gate-workspace';
import { readKeptMap } from '../gate-workspace/kept-graph';
import { treeOf } from '../git/commits';
import type { StoryId } from '../names/story-id';
import type { ProjectMap } from '../nx/project-map';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { listCollisions, type Collision, type Finding } from './collision';
import { readMerges } from './kept-merges';
import { planMeetings, type Meeting, type StoryPaths } from './plan-meetings';
import { planProjectMeetings } from './plan-project-meetings';
import type { StoryWork } from './read-work';

/** Who collides with whom. */
export interface Collisions {
  readonly byStory: ReadonlyMap<StoryId, readonly Collision[]>;
  /** Whether trunk's project graph is kept, so that projects could be told. */
  readonly knowsProjects: boolean;
}

/**
 * Finds the collisions of the stories asked about with all others; in projects by `map`, which is trunk's. What trunk has
 * of a story already collides with nobody: whoever comes later meets trunk there.
 */
export async function readCollisions(
  repository: Repository,
  map: ProjectMap | null,
  work: readonly StoryWork[],
  asked: ReadonlySet<StoryId>,
): Promise<Collisions> {
  const paths = work.map(pathsOf);
  const isAsked = ({ stories }: Pick<Finding, 'stories'>): boolean =>
    stories.some((story) => asked.has(story));
  const inFiles = await findInFiles(repository, work, planMeetings(paths).filter(isAsked));
  const inProjects = map === null ? [] : planProjectMeetings(paths, map, repository.prefix);
  return {
    byStory: listCollisions([...inFiles, ...inProjects.filter(isAsked)]),
    knowsProjects: map !== null,
  };
}

function pathsOf({ story, parted, isOnTrunk, uncommitted }: StoryWork): StoryPaths {
  const committed = isOnTrunk ? [] : parted.changes.map(({ path }) => path);
  return { story: story.id, committed, uncommitted };
}

/** Has those merged that committed changes of common paths, to see in which files they conflict. */
async function findInFiles(
  repository: Repository,
  work: readonly StoryWork[],
  meetings: readonly Meeting[],
): Promise<Finding[]> {
  const heads = new Map(work.map(({ story }) => [story.id, story.head]));
  const pairs = meetings.flatMap(({ stories, committed }) => {
    const [ours, theirs] = stories.map((story) => heads.get(story));
    if (committed.length === 0 || ours === undefined || theirs === undefined) return [];
    return [{ stories, ours, theirs }];
  });
  const conflicts = new Map<Meeting['stories'], readonly string[]>();
  for (const { stories, merged } of await readMerges(repository, pairs)) {
    if (merged.kind === 'conflicted') conflicts.set(stories, merged.paths);
  }
  return meetings.map(({ stories, uncommitted }) => {
    const files = conflicts.get(stories) ?? [];
    return { stories, files, uncommitted: uncommitted.filter((path) => !files.includes(path)) };
  });
}

/** The projects of trunk and what uses what, or null where no gate run has kept that. */
export async function readTrunkMap(
  repository: Repository,
  trunk: Trunk,
): Promise<ProjectMap | null> {
  const place = gateWorkspaceOf(repository, trunk.policy);
  return readKeptMap(place, await treeOf(repository.git, trunk.commit));
}
