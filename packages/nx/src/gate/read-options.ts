import type { Options } from '@storygate/core';
import { NxError } from '../storygate/nx-error';

/** The plugin's options as the domain sees them; throws an error that names the key, in Nx's form. */
export async function readOptions(raw: unknown): Promise<Options> {
  const { parseOptions, StorygateError } = await import('@storygate/core');
  try {
    return parseOptions(raw);
  } catch (error) {
    if (error instanceof StorygateError) throw new NxError(error.message, error.code, error.hints);
    throw error;
  }
}
