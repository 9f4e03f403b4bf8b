import {
  findCollisions,
  Interrupted,
  StorygateError,
  type Collision,
  type StoryId,
} from '@storygate/core';
import type { Context } from './context';
import { describeCollisions } from './render/collisions';

/** Collisions by story. */
export type CollisionsOf = ReadonlyMap<StoryId, readonly Collision[]>;

/** Warns of the stories that collide in files with those about to land. What can't be told stops no landing. */
export async function warnOfCollisions(
  { output, repository, trunk }: Context,
  landing: readonly StoryId[],
): Promise<CollisionsOf> {
  const warn = (code: string, message: string) => output.emit({ type: 'warning', code, message });
  try {
    const collisions = await findCollisions(repository, trunk, landing);
    for (const story of new Set(landing)) {
      const message = describeCollisions(story, collisions.get(story) ?? []);
      if (message !== null) warn('COLLIDES', message);
    }
    return collisions;
  } catch (error) {
    if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
    warn('COLLISIONS_UNKNOWN', `whether other stories collide can't be told: ${error.message}`);
    return new Map();
  }
}
