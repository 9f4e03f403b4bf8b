import { join } from 'node:path';
import type { StoryId } from '../names/story-id';

/** Where Storygate keeps what git does not know, all of it below the git common directory. */
export interface Layout {
  readonly root: string;
  readonly hooks: string;
  readonly keys: string;
  readonly stories: string;
}

/** The folders below a git common directory. */
export function layoutOf(commonDir: string): Layout {
  const root = join(commonDir, 'storygate');
  return {
    root,
    hooks: join(root, 'hooks'),
    keys: join(root, 'keys'),
    stories: join(root, 'stories'),
  };
}

/** A story's folder: `story.json`, `brief.md`, `runs/`. */
export function storyFolder(layout: Layout, id: StoryId): string {
  return join(layout.stories, id);
}

/** The folder that holds a story's runs, one numbered folder each. */
export function runsFolder(layout: Layout, id: StoryId): string {
  return join(layout.stories, id, 'runs');
}

/** The folder that holds what agents did in a story, one numbered folder for each time one was put to work. */
export function agentsFolder(layout: Layout, id: StoryId): string {
  return join(layout.stories, id, 'agents');
}
