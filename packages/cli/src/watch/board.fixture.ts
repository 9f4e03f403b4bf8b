import { parseStoryId } from '@storygate/core/names/story-id';
import type { StoryStatus } from '@storygate/core/status/read-status';
import { parseCommitSha } from '@storygate/core/names/object-id';
import type { Board } from '../board';

const HEAD = parseCommitSha('0123456789'.repeat(4));

/** A story about which nothing is known but its name, and what is given. */
export function storyOf(id: string, more: Partial<StoryStatus> = {}): StoryStatus {
  return {
    ...{ id: parseStoryId(id), title: null, branch: `story/${id}`, path: `/work/${id}` },
    ...{ head: HEAD, ahead: 1, behind: 0, dirty: false, landed: false, gate: null },
    ...{ tests: null, ports: null, collidesWith: [], agent: null },
    ...more,
  };
}

/** A board of these stories, with nothing queued. */
export function boardOf(stories: readonly StoryStatus[], more: Partial<Board> = {}): Board {
  const trunk = { name: 'main', branch: 'main', remote: null, commit: HEAD } as Board['trunk'];
  return {
    ...{ stories, trunk, queues: [], pause: null, flaky: [], knowsProjects: false, halt: null },
    next: { kind: 'nothing', stories: [] },
    ...more,
  };
}
