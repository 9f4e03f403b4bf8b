import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../errors/messages';
import { staysInside } from '../state/stays-inside';

/** Files to copy from one checkout's Nx workspace to another's. */
export interface CopyPlan {
  readonly files: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** Copies files; what the other checkout has already, or keeps behind a link, is its own and stays as it is. */
export async function copyFiles({ files, from, to }: CopyPlan): Promise<void> {
  for (const path of files) {
    const target = join(to, path);
    if (!staysInside(target, to)) continue;
    try {
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(from, path), target, constants.COPYFILE_EXCL);
    } catch (error) {
      // A file of that name, or one where the path has a folder.
      if (!hasCode(error, 'EEXIST') && !hasCode(error, 'ENOTDIR')) throw error;
    }
  }
}
