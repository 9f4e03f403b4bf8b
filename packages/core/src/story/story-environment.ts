import { createHash } from 'node:crypto';
import type { StoryId } from '../names/story-id';
import type { PortBlock } from './plan-ports';

/** What a story's own variables are made of. */
export interface StoryIdentity {
  readonly id: StoryId;
  /** The name of the main checkout's folder. */
  readonly workspace: string;
  readonly ports: PortBlock | null;
}

/** The variables that keep a story's servers, containers and databases apart from every other story's. */
export function storyEnvironment({ id, workspace, ports }: StoryIdentity): Record<string, string> {
  return {
    STORYGATE_STORY: id,
    ...(ports === null
      ? {}
      : {
          PORT: String(ports.base),
          STORYGATE_PORT_BASE: String(ports.base),
          STORYGATE_PORT_SIZE: String(ports.size),
        }),
    STORYGATE_DATABASE_SUFFIX: databaseSuffix(id),
    COMPOSE_PROJECT_NAME: composeProject(workspace, id),
  };
}

/**
 * What a database's name takes without quotes: small letters, digits and `_`. Two stories never have the same: their ids
 * differ in more than case, and where `-` and `_` would fall together, a digest tells them apart.
 */
function databaseSuffix(id: StoryId): string {
  const lower = id.toLowerCase();
  const name = `_${lower.replaceAll('-', '_')}`;
  if (!lower.includes('_')) return name;
  return `${name}_${createHash('sha256').update(lower).digest('hex').slice(0, 6)}`;
}

/** Of the form that Compose asks for: small letters, digits, `-` and `_`, a letter or digit first. */
function composeProject(workspace: string, id: StoryId): string {
  const name = `${workspace}-${id}`.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  return name.replace(/^[^a-z0-9]+/, '');
}
