import type { Collision } from '@storygate/core/collisions/collision';
import { findCollisions } from '@storygate/core/collisions/find-collisions';
import { StorygateError } from '@storygate/core/errors/storygate-error';
import type { StoryId } from '@storygate/core/names/story-id';
import { Interrupted } from '@storygate/core/process/interruption';
import type { Context } from './context';
import { describeCollisions } from './render/collisions';

/** Collisions by story. */
export type CollisionsOf = ReadonlyMap<StoryId, readonly Collision[]>;

/** Warns of the stories that collide in files with the ones asked about. What can't be told stops nothing. */
export async function warnOfCollisions(
  { output, repository, trunk }: Context,
  asked: readonly StoryId[],
): Promise<CollisionsOf> {
  const warn = (code: string, message: string) => output.emit({ type: 'warning', code, message });
  try {
    const collisions = await findCollisions(repository, trunk, asked);
    for (const story of new Set(asked)) {
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
