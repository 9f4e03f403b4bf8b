import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  type Dirent,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { hasCode, isSystemError, messageOf } from '../errors/messages';
import { requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { throwIfInterrupted } from '../process/interruption';
import { planLink, type LinkPlaces } from './plan-link';
import { isUnable, type Sharing } from './probe-sharing';
import type { IsUnshared } from './unshared';

/*
 * One walk that does each step at once: the system takes 10 to 40 µs for one, and by way of Node's thread pool it is
 * several times as much. What else this process does gets its turn between two slices.
 */

/** How a `node_modules` is brought to another checkout. */
export interface ShareRequest extends LinkPlaces {
  readonly sharing: Sharing;
  readonly isUnshared: IsUnshared;
}

/**
 * Brings a `node_modules` to another checkout, sharing what can be shared: as links to the same files, or as copies whose
 * blocks are shared where the file system can. What is unshared is a copy in any case. Symbolic links lead where they
 * led but never into the other checkout; sockets and pipes stay where they are, for whoever serves them serves one
 * checkout. What the other checkout has already is left alone. Returns null, or why a file that was to be a link is a
 * copy.
 */
export async function shareFolder(request: ShareRequest): Promise<string | null> {
  try {
    return await bringAll(request);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const said = messageOf(error);
    requireRoom(said, dirname(request.to));
    throw refusal({
      code: 'COPY_FAILED',
      message: `${request.from} could not be copied: ${said}`,
      hints: ['`--dependencies=install` does without a copy.'],
    });
  }
}

/** A folder on the way; paths are relative to the `node_modules` that is brought. */
interface Folder {
  readonly path: string;
  /** The same, relative to the innermost `node_modules`. */
  readonly inModules: string;
  readonly unshared: boolean;
}

/** How long the walk goes on without a pause, in milliseconds. */
const SLICE = 10;

async function bringAll(request: ShareRequest): Promise<string | null> {
  const { from, to } = request;
  const left: Folder[] = [];
  let trouble: string | null = null;
  let pauseAt = performance.now() + SLICE;
  mkdirSync(dirname(to), { recursive: true });
  if (makeFolder(to)) left.push({ path: '', inModules: '', unshared: false });
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const entry of entriesOf(join(from, folder.path))) {
      const child = childOf(folder, entry, request.isUnshared);
      if (entry.isDirectory()) {
        if (makeFolder(join(to, child.path))) left.push(child);
      } else {
        const why = bring(request, child, entry);
        trouble ??= why;
      }
      if (performance.now() < pauseAt) continue;
      await setImmediate();
      throwIfInterrupted();
      pauseAt = performance.now() + SLICE;
    }
    // After its entries are made: npm believes its record of what is installed while no package's folder is younger.
    keepTimes(join(from, folder.path), join(to, folder.path));
  }
  return trouble;
}

function childOf(folder: Folder, { name }: Dirent, isUnshared: IsUnshared): Folder {
  const inModules = folder.inModules === '' ? name : `${folder.inModules}/${name}`;
  return {
    path: join(folder.path, name),
    inModules: name === 'node_modules' ? '' : inModules,
    unshared: isUnshared(inModules, folder.unshared),
  };
}

/** Whether there is a folder to fill; not where the other checkout has a file or a link of that name. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return lstatSync(path).isDirectory();
    throw error;
  }
}

/** What is in a folder; nothing when it went away meanwhile. */
function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Returns why a file that was to be a link is a copy, or null. */
function bring(request: ShareRequest, { path, unshared }: Folder, entry: Dirent): string | null {
  const [from, to] = [join(request.from, path), join(request.to, path)];
  try {
    if (entry.isSymbolicLink()) {
      const target = readlinkSync(from);
      symlinkSync(planLink({ path, target }, request) ?? target, to);
    } else if (entry.isFile()) {
      if (request.sharing === 'files' && !unshared) return linkOrCopy(from, to);
      copyOwn(from, to);
    }
  } catch (error) {
    // It is there already, or went away meanwhile: a cache is written to at any time.
    if (hasCode(error, 'EEXIST')) return null;
    if (!hasCode(error, 'ENOENT') || existsSync(from)) throw error;
  }
  return null;
}

function linkOrCopy(from: string, to: string): string | null {
  try {
    linkSync(from, to);
    return null;
  } catch (error) {
    if (!isUnable(error)) throw error;
    copyOwn(from, to);
    return messageOf(error);
  }
}

/** Makes a copy with mode and times as they are. */
function copyOwn(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  const { atime, mtime } = statSync(from);
  utimesSync(to, atime, mtime);
}

function keepTimes(from: string, to: string): void {
  const stats = statSync(from, { throwIfNoEntry: false });
  if (stats !== undefined) utimesSync(to, stats.atime, stats.mtime);
}
