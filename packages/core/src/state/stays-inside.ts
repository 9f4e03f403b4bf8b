import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';

/**
 * Whether what is made at a path is in a checkout: a tracked link may stand where the path has a folder, and lead anywhere,
 * or nowhere.
 */
export function staysInside(path: string, root: string): boolean {
  let folder = dirname(path);
  while (lstatSync(folder, { throwIfNoEntry: false }) === undefined) folder = dirname(folder);
  return existsSync(folder) && isWithin(realpathSync(folder), realpathSync(root));
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root + sep);
}
