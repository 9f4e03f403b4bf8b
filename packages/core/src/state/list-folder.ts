import { readdir } from 'node:fs/promises';
import { hasCode } from '../errors/messages';

/** The names in a folder; none when there is no such folder. */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}
