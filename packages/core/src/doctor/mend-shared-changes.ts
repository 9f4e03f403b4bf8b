import { chmod, copyFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fetchPackage, type PublishedPackage } from '../dependencies/fetch-package';
import type { Emit } from '../events/events';
import type { Options } from '../options/options';
import type { Repository } from '../repository/repository';
import { findSharedChanges, type SharedChange } from './find-shared-changes';

/**
 * Gives each checkout a file of its own where a shared one was changed in place: the change stays where it may have been
 * made, and the others get what the package's publisher had there. Where that can't be had, all stays as it is, with a
 * warning that says what to type.
 */
export async function mendSharedChanges(
  repository: Repository,
  options: Options,
  emit: Emit,
): Promise<void> {
  const byPackage = new Map<string, SharedChange[]>();
  for (const change of await findSharedChanges(repository, options)) {
    const folder = packageOf(change.path);
    byPackage.set(folder, [...(byPackage.get(folder) ?? []), change]);
  }
  for (const [folder, changes] of byPackage) await mendPackage(folder, changes, emit);
}

async function mendPackage(
  folder: string,
  changes: readonly SharedChange[],
  emit: Emit,
): Promise<void> {
  const [asker] = changes.flatMap(({ others }) => others);
  const changed = changes.map(({ path }) => path.slice(folder.length + 1));
  const published =
    asker === undefined ? null : await fetchPackage({ nxRoot: asker, folder, changed });
  try {
    for (const change of changes) await mendFile(folder, change, { published, emit });
  } finally {
    if (published !== null) await rm(published.temporary, { recursive: true, force: true });
  }
}

interface Source {
  /** null where no other checkout has the file, so that nobody needs it. */
  readonly published: PublishedPackage | null;
  readonly emit: Emit;
}

async function mendFile(folder: string, change: SharedChange, source: Source): Promise<void> {
  const { path, keepers, others } = change;
  const { published, emit } = source;
  if (published !== null) {
    const original = published.ok ? join(published.folder, path.slice(folder.length + 1)) : null;
    if (original === null || !existsSync(original)) {
      const why = published.ok ? 'it is no file of the published package' : published.why;
      const again = others.map((nxRoot) => `rm -r ${join(nxRoot, folder)}`).join(' && ');
      const message = `${path} can't be restored: ${why}; type \`${again}\` and install there`;
      emit({ type: 'warning', code: 'ORIGINAL_NOT_FOUND', message });
      return;
    }
    for (const nxRoot of others) await replaceBy(original, join(nxRoot, path));
  }
  for (const nxRoot of keepers) await replaceBy(join(nxRoot, path), join(nxRoot, path));
}

/** Puts a file with this content in another's place, with the mode that was there; the file that was there lives on under its other names. */
async function replaceBy(content: string, file: string): Promise<void> {
  const { mode } = await stat(file);
  const { atime, mtime } = await stat(content);
  const next = `${file}.storygate-${process.pid}`;
  try {
    await copyFile(content, next);
    await chmod(next, mode);
    await utimes(next, atime, mtime);
    await rename(next, file);
  } finally {
    await rm(next, { force: true });
  }
}

/** The folder of the package that a path below `node_modules` belongs to. */
function packageOf(path: string): string {
  const parts = path.split(sep);
  const at = parts.lastIndexOf('node_modules');
  const depth = parts[at + 1]?.startsWith('@') ? 3 : 2;
  return parts.slice(0, at + depth).join('/');
}
