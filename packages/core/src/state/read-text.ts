import { readFile } from 'node:fs/promises';
import { hasCode } from '../errors/messages';

/** A file's text, or null where there is no such file. */
export async function readTextOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}
