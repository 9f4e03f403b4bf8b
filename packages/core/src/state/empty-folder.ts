import { readdir } from 'node:fs/promises';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';

/**
 * Refuses a folder that holds anything, so that nothing that was in it before can be taken for what is to come. `option`
 * is how the user names the folder.
 */
export async function requireEmptyFolder(path: string, option: string): Promise<void> {
  if ((await namesIn(path))?.length === 0) return;
  throw refusal({
    code: 'OUTPUT_TAKEN',
    message: `${path} is not an empty folder, so nothing is written there`,
    hints: [`Name a folder that does not exist yet with \`${option}\`.`],
    facts: { path },
  });
}

/** What is in a folder; nothing when it does not exist, null when it is none. */
async function namesIn(path: string): Promise<string[] | null> {
  try {
    return await readdir(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}
