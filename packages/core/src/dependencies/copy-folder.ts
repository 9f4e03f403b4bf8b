import { constants } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { runProgram } from '../process/run-program';
import { throwIfInterrupted } from '../process/interruption';

/**
 * Copies a folder with links, modes and times as they are; shares blocks where the file system can (reflinks), never
 * inodes: a program that writes a dependency in place reaches only its own copy.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (process.platform !== 'linux') {
    await cp(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      mode: constants.COPYFILE_FICLONE,
    });
    throwIfInterrupted();
    return;
  }
  const end = await runProgram({
    file: 'cp',
    args: ['-a', '--reflink=auto', '--no-target-directory', '--', from, to],
    cwd: dirname(to),
  });
  if (end.exitCode === 0) return;
  throw copyFailed({ from, to }, end.trouble ?? end.stderr);
}

/** What says why a folder could not be copied: that the disk is full, or a refusal with what the system said. */
export function copyFailed(folders: { readonly from: string; readonly to: string }, said: string) {
  requireRoom(said, dirname(folders.to));
  const why = said.trim().split('\n').slice(-1).join('');
  return refusal({
    code: 'COPY_FAILED',
    message: `${folders.from} could not be copied: ${why}`,
    hints: ['`--dependencies=install` does without a copy.'],
  });
}
