import { parseTreeSha, type TreeSha } from '../names/object-id';
import type { Git } from './git';

/** Paths that a checkout has changed, staged or left untracked; ignored files are not among them. */
export async function readDirtyPaths(git: Git): Promise<string[]> {
  const out = await git.run([
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    '--ignore-submodules=none',
  ]);
  return out
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3));
}

/** The tree that a commit of the index would have. Throws when the index holds conflicts. */
export async function writeIndexTree(git: Git): Promise<TreeSha> {
  return parseTreeSha(await git.line(['write-tree']));
}
