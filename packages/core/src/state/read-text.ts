import { readFileSync } from 'node:fs';
import { hasCode } from '../errors/messages';

/**
 * A file's text, or null where there is no such file. What is read so is small and there are many of them: at once it
 * takes a fraction of the processor time that four ways to the thread pool and back take.
 */
export function readTextOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}
