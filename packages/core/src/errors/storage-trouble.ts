import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GitFailed } from '../git/git-failed';
import { hasCode, isSystemError } from './messages';
import { refusal, StorygateError } from './storygate-error';

/*
 * What Storygate writes takes effect as a whole or not at all, so a disk that is full, or that may not be written, is no
 * defect and no story's fault: it is refused by name, and the same command can be run again.
 */

const TROUBLES = ['DISK_FULL', 'NO_ACCESS'];
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const CLOSED_CODES = ['EACCES', 'EPERM', 'EROFS'];
/** Not `ENOSPC` alone, which is also said when there are too many watchers. */
const FULL_WORDS = /no space left on device|out of diskspace|disk quota exceeded|file too large/i;
/** Git does not always say why; then the disk is looked at, and the folder, where git names it. */
const UNSAID_WORDS =
  /unable to write|could(?:n't| not) write|failed to write|write error|unable to create directory for (?<path>.+)/i;
/** Not ssh's `Permission denied (publickey)`, which is a remote's answer. */
const CLOSED_WORDS = /read-only file system|insufficient permission|permission denied(?! \()/i;

/** The refusal, `DISK_FULL` or `NO_ACCESS`, that a failure of the file system comes to; null for any other failure. */
export function findStorageTrouble(error: unknown): StorygateError | null {
  if (error instanceof GitFailed) return findInGit(error);
  if (error instanceof StorygateError) return TROUBLES.includes(error.code) ? error : null;
  if (!isSystemError(error)) return null;
  const { code, path = '', message } = error;
  if (FULL_CODES.includes(code)) return diskFull(path, message, error);
  return CLOSED_CODES.includes(code) ? noAccess(path, message, error) : null;
}

/** Less free space than this can't hold what a program writes, in bytes. */
const LITTLE = 100_000_000;

/**
 * Throws `DISK_FULL` when a program that failed says that the disk is full, and the disk of `folder` looks like it: then
 * the failure says nothing about what the program was run for.
 */
export function requireRoom(said: string, folder: string): void {
  const line = said.split('\n').find((one) => FULL_WORDS.test(one));
  if (line !== undefined && isNearlyFull(folder)) throw diskFull(folder, line.trim());
}

function isNearlyFull(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < LITTLE;
}

function findInGit(error: GitFailed): StorygateError | null {
  const { cwd } = error;
  const lines = error.stderr.split('\n').map((line) => line.trim());
  const find = (words: RegExp) => lines.find((line) => words.test(line));
  const full = find(FULL_WORDS);
  if (full !== undefined) return diskFull(cwd, full, error);
  const closed = find(CLOSED_WORDS);
  if (closed !== undefined) return noAccess(cwd, closed, error);
  const unsaid = find(UNSAID_WORDS);
  if (unsaid === undefined) return null;
  const path = UNSAID_WORDS.exec(unsaid)?.groups?.['path'];
  if (path !== undefined && !isWritable(resolve(cwd, path)))
    return noAccess(resolve(cwd, path), unsaid, error);
  return isNearlyFull(cwd) ? diskFull(cwd, unsaid, error) : null;
}

/** Whether something can be made at a path: by the nearest folder above it that is there. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    return hasCode(error, 'ENOENT') && isWritable(dirname(path));
  }
}

/** The refusal that a disk has no room for what was to be written at a path. */
export function diskFull(path: string, said: string, cause?: unknown): StorygateError {
  return refusal(
    {
      code: 'DISK_FULL',
      message: `the disk is full: ${said}`,
      hints: [
        `Make room (\`df -h ${path || '.'}\`), then run the same command again: it goes on where this one stopped.`,
      ],
      facts: { path, said },
    },
    { cause },
  );
}

function noAccess(path: string, said: string, cause?: unknown): StorygateError {
  return refusal(
    {
      code: 'NO_ACCESS',
      message: `the system does not let you in: ${said}`,
      hints: [
        `See who owns \`${path || '.'}\` and whether its disk is mounted read-only, then run the same command again.`,
      ],
      facts: { path, said },
    },
    { cause },
  );
}
