import { rmSync, statSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../errors/messages';
import type { RunningProgram } from '../process/running-programs';

/*
 * Git keeps others off a ref or an index by a file `<name>.lock`, and a git that is killed leaves it there for ever.
 * Invariants:
 * - a live owner's file is never removed: only one that is older than every git that runs in this repository, so that
 *   none of them can have made it, and that lay there unchanged for longer than any other program keeps one;
 * - where that can't be told, the file stays and the user is told of it.
 */

/** What other programs than git (libgit2, JGit) hold is given back within milliseconds; this is for those. */
const OLD_ENOUGH = 5_000;
/** How long a file may stand in the way before a command fails by it. */
const PATIENCE = 15_000;
/** By how much the start of a program and the time of a file may be off, in milliseconds. */
const CLOCK_TOLERANCE = 2_000;

/** The lock file that a git command failed by, by what it said; null when it failed by something else. */
export function lockFileIn(stderr: string): string | null {
  // A remote's words come with `remote: ` before them, and its files are not ours.
  const [, file] =
    /^(?:error|fatal): .*?Unable to create '(.+?\.lock)': File exists/m.exec(stderr) ?? [];
  return file ?? null;
}

/** What waiting for a lock file needs beside its path. */
export interface LockFileWait {
  /** The git directory that all worktrees share; files elsewhere are none of ours to remove. */
  readonly commonDir: string;
  /** The worktrees' folders. */
  readonly worktrees: readonly string[];
  readonly stopping: AbortSignal | null;
}

/** Waits until a lock file is gone, or nobody's and removed. False when it is still somebody's. */
export async function waitForLockFile(
  file: string,
  { commonDir, worktrees, stopping }: LockFileWait,
): Promise<boolean> {
  const repository = [commonDir, ...worktrees];
  // Seldom needed, and hooks load this module.
  const { listPrograms } =
    require('../process/running-programs') as typeof import('../process/running-programs');
  const signal = stopping === null ? {} : { signal: stopping };
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const seen = look(file);
    if (seen === null) return true;
    if (isIn(file, commonDir) && Date.now() - seen.mtimeMs >= OLD_ENOUGH) {
      const programs = await listPrograms();
      if (isAbandoned(seen.mtimeMs, programs, repository)) removeSeen(file, seen);
    }
    await delay(100, undefined, signal);
  }
  return false;
}

/**
 * Whether a lock file of that time, in a repository with these folders, can be nobody's but a dead program's. null for
 * programs: the system does not tell what runs.
 */
export function isAbandoned(
  madeAt: number,
  programs: readonly RunningProgram[] | null,
  repository: readonly string[],
): boolean {
  if (programs === null) return false;
  return !programs.some(
    ({ words, startedAt, folder }) =>
      mayHold(words) &&
      startedAt <= madeAt + CLOCK_TOLERANCE &&
      (folder === null ||
        words.some((word) => word.startsWith('--git-dir')) ||
        repository.some((one) => isIn(folder, one))),
  );
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}

/** Commands that may run for hours, in a pager or as a service, and hold no lock meanwhile. */
const HARMLESS =
  /^(log|show|diff|blame|cat-file|daemon|fsmonitor--daemon|credential-cache--daemon|help)$/;

/** Whatever is called git…: clients that bring a git of their own are, too. */
function mayHold([name = '', ...args]: readonly string[]): boolean {
  if (!name.startsWith('git')) return false;
  const [, own] = /^git-(.*)$/.exec(name) ?? [];
  const command = args.find(
    (word, index) => !word.startsWith('-') && !['-c', '-C'].includes(args[index - 1] ?? ''),
  );
  return !HARMLESS.test(own ?? command ?? '');
}

function look(file: string): Stats | null {
  try {
    return statSync(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

/** Another process may have removed it too, and a git have made the next one: nothing is awaited between look and removal. */
function removeSeen(file: string, seen: Stats): void {
  const now = look(file);
  if (now?.ino === seen.ino && now.mtimeMs === seen.mtimeMs) rmSync(file, { force: true });
}
