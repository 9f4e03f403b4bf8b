import type { Options } from '@storygate/core/options/options';
import { NxError } from '../storygate/nx-error';

/** The plugin's options as the domain sees them; throws an error that names the key, in Nx's form. */
export async function readOptions(raw: unknown): Promise<Options> {
  // Nx asks in each of its processes: the whole domain would take a tenth of a second to load.
  const { parseOptions } = await import('@storygate/core/options/options');
  const { StorygateError } = await import('@storygate/core/errors/storygate-error');
  try {
    return parseOptions(raw);
  } catch (error) {
    if (error instanceof StorygateError) throw new NxError(error.message, error.code, error.hints);
    throw error;
  }
}
