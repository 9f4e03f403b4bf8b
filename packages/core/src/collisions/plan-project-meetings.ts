import type { StoryId } from '../names/story-id';
import type { ProjectMap } from '../nx/project-map';
import { findOwners } from '../nx/project-owner';
import type { StoryPaths } from './plan-meetings';

/** Two stories that meet in projects. */
export interface ProjectMeeting {
  readonly stories: readonly [StoryId, StoryId];
  /** By name, in order. */
  readonly projects: readonly string[];
}

/**
 * Every pair of stories that meets in a project, each once: both change it, or one changes it and the other changes a
 * project that depends on it directly. All that a change affects would be more than anyone can look at: with a library
 * that everything is built on in the end, every story would meet every other. So a file outside of all projects counts
 * for none here. `prefix` is the Nx workspace's folder inside the repository.
 */
export function planProjectMeetings(
  stories: readonly StoryPaths[],
  map: ProjectMap,
  prefix: string,
): ProjectMeeting[] {
  const changers = findChangers(stories, map, prefix);
  const found = new Map<string, { stories: readonly [StoryId, StoryId]; projects: Set<string> }>();
  const order = new Map(stories.map(({ story }, index) => [story, index]));
  const meet = (a: StoryId, b: StoryId, project: string): void => {
    if (a === b) return;
    const pair = (order.get(a) ?? 0) < (order.get(b) ?? 0) ? ([a, b] as const) : ([b, a] as const);
    const meeting = found.get(pair.join(' ')) ?? { stories: pair, projects: new Set() };
    found.set(pair.join(' '), meeting);
    meeting.projects.add(project);
  };
  for (const [project, its] of changers) {
    for (const builtOn of [project, ...(map.projects[project]?.dependsOn ?? [])]) {
      for (const story of its) {
        for (const changer of changers.get(builtOn) ?? []) meet(story, changer, builtOn);
      }
    }
  }
  return [...found.values()].map(({ stories: pair, projects }) => ({
    stories: pair,
    projects: [...projects].sort(),
  }));
}

/** The stories that change files of each project, committed or not. */
function findChangers(
  stories: readonly StoryPaths[],
  map: ProjectMap,
  prefix: string,
): Map<string, Set<StoryId>> {
  const ownerOf = findOwners(map);
  const changers = new Map<string, Set<StoryId>>();
  for (const { story, committed, uncommitted } of stories) {
    for (const path of [...committed, ...uncommitted]) {
      const owner = path.startsWith(prefix) ? ownerOf(path.slice(prefix.length)) : null;
      if (owner !== null) changers.set(owner, (changers.get(owner) ?? new Set()).add(story));
    }
  }
  return changers;
}
