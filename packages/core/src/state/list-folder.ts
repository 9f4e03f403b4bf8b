import { readdirSync } from 'node:fs';
import { hasCode } from '../errors/messages';

/** The names in a folder; none when there is no such folder. At once, for the reason that `readTextOrNull` has. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}
