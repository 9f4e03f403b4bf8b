import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  type Dirent,
} from 'node:fs';
import { join } from 'node:path';
import { hasCode, messageOf } from '../errors/messages';
import { planLink, type LinkPlaces } from './plan-link';
import { isUnable, type Sharing } from './probe-sharing';
import type { IsUnshared } from './unshared';

/** How a `node_modules` is brought to another checkout. */
export interface Bringing extends LinkPlaces {
  readonly sharing: Sharing;
  readonly isUnshared: IsUnshared;
}

/** A folder of it; paths are relative to the `node_modules` that is brought. */
export interface Folder {
  readonly path: string;
  /** The same, relative to the innermost `node_modules`. */
  readonly inModules: string;
  readonly unshared: boolean;
}

/** What became of a folder's own entries. */
export interface Brought {
  /** The folders in it: they are there, and still empty. */
  readonly folders: readonly Folder[];
  /** Why a file that was to be a link is a copy; null when none is. */
  readonly trouble: string | null;
}

/** Brings a folder with all that is in it. Returns why a file that was to be a link is a copy, or null. */
export function bringWhole(bringing: Bringing, folder: Folder): string | null {
  const left = [folder];
  let trouble: string | null = null;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const brought = bringFolder(bringing, next);
    left.push(...brought.folders);
    trouble ??= brought.trouble;
  }
  return trouble;
}

/** Brings a folder's own entries; the folder itself is there. */
export function bringFolder(bringing: Bringing, folder: Folder): Brought {
  const { from, to, isUnshared } = bringing;
  const folders: Folder[] = [];
  let trouble: string | null = null;
  for (const entry of entriesOf(join(from, folder.path), folder.unshared)) {
    const child = childOf(folder, entry, isUnshared);
    if (entry.isDirectory()) {
      mkdirSync(join(to, child.path));
      folders.push(child);
    } else {
      const why = bringEntry(bringing, child, entry);
      trouble ??= why;
    }
  }
  // After its entries are made: npm believes its record of what is installed while no package's folder is younger.
  keepAttributes(join(from, folder.path), join(to, folder.path));
  return { folders, trouble };
}

function childOf(folder: Folder, { name }: Dirent, isUnshared: IsUnshared): Folder {
  const inModules = folder.inModules === '' ? name : `${folder.inModules}/${name}`;
  return {
    path: join(folder.path, name),
    inModules: name === 'node_modules' ? '' : inModules,
    unshared: isUnshared(inModules, folder.unshared),
  };
}

/**
 * What is in a folder. Of what tools write in place, nothing when it went away meanwhile: of packages, that would be to
 * bring half of what somebody is just installing.
 */
function entriesOf(path: string, mayGo: boolean): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (mayGo && hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Returns why a file that was to be a link is a copy, or null. */
function bringEntry(bringing: Bringing, { path, unshared }: Folder, entry: Dirent): string | null {
  const [from, to] = [join(bringing.from, path), join(bringing.to, path)];
  try {
    if (entry.isSymbolicLink()) {
      const target = readlinkSync(from);
      symlinkSync(planLink({ path, target }, bringing) ?? target, to);
    } else if (entry.isFile()) {
      if (bringing.sharing === 'files' && !unshared) return linkOrCopy(from, to);
      copyOwn(from, to);
    }
  } catch (error) {
    if (!unshared || !hasCode(error, 'ENOENT') || existsSync(from)) throw error;
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
  const { atimeMs, mtimeMs } = statSync(from);
  utimesSync(to, atimeMs / 1000, mtimeMs / 1000);
}

/** Gives a folder the mode and times of another. */
function keepAttributes(from: string, to: string): void {
  const stats = statSync(from, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (statSync(to).mode !== stats.mode) chmodSync(to, stats.mode);
  utimesSync(to, stats.atimeMs / 1000, stats.mtimeMs / 1000);
}
