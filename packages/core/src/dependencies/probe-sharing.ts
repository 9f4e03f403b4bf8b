import { constants } from 'node:fs';
import { copyFile, link, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';

/** What two files can have in common from one folder to another: their blocks, the file itself, or nothing. */
export type Sharing = 'blocks' | 'files' | 'nothing';

/** What file systems say that can't do what was asked, or not from one to the other. */
const UNABLE = ['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOTTY', 'EINVAL', 'EPERM', 'EMLINK'];

/** Whether a file system says that it can't do what was asked, or not with that file. */
export function isUnable(error: unknown): boolean {
  return UNABLE.some((code) => hasCode(error, code));
}

/** Tries with one file of `from` what the file systems of both folders can share; leaves nothing behind. */
export async function probeSharing(from: string, to: string): Promise<Sharing> {
  const sample = await findFile(from);
  if (sample === null) return 'nothing';
  const probe = join(to, `.storygate-probe-${process.pid}`);
  try {
    const clone = () => copyFile(sample, probe, constants.COPYFILE_FICLONE_FORCE);
    if (await works(clone)) return 'blocks';
    return (await works(() => link(sample, probe))) ? 'files' : 'nothing';
  } finally {
    await rm(probe, { force: true });
  }
}

async function works(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (isUnable(error)) return false;
    throw error;
  }
}

async function findFile(folder: string): Promise<string | null> {
  const entries = await readdir(folder, { withFileTypes: true });
  const file = entries.find((entry) => entry.isFile());
  if (file !== undefined) return join(folder, file.name);
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const found = await findFile(join(folder, entry.name));
    if (found !== null) return found;
  }
  return null;
}
