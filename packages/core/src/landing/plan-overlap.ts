/**
 * The uncommitted paths that stand in the way of changed ones: the same path, or one that is a folder of the other.
 */
export function planOverlap(changed: readonly string[], dirty: readonly string[]): string[] {
  const changedPaths = new Set(changed);
  const changedFolders = new Set(changed.flatMap(foldersOf));
  return dirty.filter(
    (path) =>
      changedPaths.has(path) ||
      changedFolders.has(path.replace(/\/$/, '')) ||
      foldersOf(path).some((folder) => changedPaths.has(folder)),
  );
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
