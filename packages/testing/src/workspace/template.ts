/**
 * Workspaces take a minute or two to make, so each kind is made once, kept under the system's folder for temporary
 * files, and copied. A template's name holds a digest of all that went into it: a changed input makes a new one.
 * Invariants: a template that has its final name is whole (it is made elsewhere and renamed) and is never written to.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
} from 'node:fs';
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { requireOutsideCheckouts } from '../folders/temporary-folder';
import { must } from '../process/run';

const ONE_DAY = 24 * 3_600_000;

/** What a template is made of and how; `ingredients` must hold everything that `make` depends on. */
export interface Recipe {
  readonly name: string;
  readonly ingredients: readonly string[];
  readonly make: (folder: string) => Promise<void>;
}

/** A short digest of texts, in their order. */
export function digest(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}

/** The folder of the template, made now if no earlier run left it. Processes that want the same one wait for the first. */
export async function readyTemplate({ name, ingredients, make }: Recipe): Promise<string> {
  const store = join(realpathSync(tmpdir()), `storygate-templates-${userInfo().uid}`);
  requireOutsideCheckouts(store);
  mkdirSync(store, { recursive: true });
  const final = join(store, `${name}-${digest(ingredients)}`);
  const lock = `${final}.lock`;
  while (!existsSync(final) && !tryLock(lock)) await pause(500);
  if (existsSync(final)) {
    utimesSync(final, new Date(), new Date());
    return final;
  }
  const making = `${final}.making`;
  try {
    removeUnused(store);
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making);
    await make(making);
    renameSync(making, final);
  } finally {
    rmSync(making, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
  return final;
}

/** Copies a folder's content with its modes, links and times, sharing blocks where the file system can. */
export async function copyFolder(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const reflink = process.platform === 'linux' ? ['--reflink=auto'] : [];
  await must('cp', ['-a', ...reflink, `${from}/.`, to], { cwd: from });
}

/** Takes the lock file, or answers false while a living process holds it. */
function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!holderIsAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderIsAlive(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    // ENOENT: it was given back just now. ESRCH: its process is gone.
    return !['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code));
  }
}

/** Removes the templates that nothing has copied for a day. */
function removeUnused(store: string): void {
  for (const entry of readdirSync(store)) {
    const path = join(store, entry);
    if (Date.now() - statSync(path).mtimeMs > ONE_DAY) rmSync(path, { recursive: true });
  }
}
