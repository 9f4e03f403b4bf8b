import { posix } from 'node:path';

/** Whether a package.json, named from the workspace's root, is a member of the package manager's workspaces. */
export type IsMember = (packageJsonPath: string) => boolean;

/**
 * One file for each project root, out of all `project.json` and `package.json` files: a `project.json` always
 * makes a project, a `package.json` only as a member. (Naming any other folder would make a phantom project.)
 */
export function projectRoots(
  configFiles: readonly string[],
  isMember: IsMember,
): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const file of configFiles) {
    const root = posix.dirname(file);
    if (roots.has(root)) continue;
    if (posix.basename(file) === 'project.json' || isMember(file)) roots.set(root, file);
  }
  return roots;
}
