import type { ProjectMap } from './project-map';

/** Tells whose file a path is; null where no project's folder is around it. */
export type OwnerOf = (path: string) => string | null;

/**
 * How to find the project whose folder is the closest around a file, by its path in the workspace. The root's own
 * project owns none for certain.
 */
export function findOwners({ projects }: ProjectMap): OwnerOf {
  const byRoot = new Map<string, string>();
  for (const [name, { root }] of Object.entries(projects)) {
    if (root !== '.' && root !== '' && !byRoot.has(root)) byRoot.set(root, name);
  }
  return (path) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const owner = byRoot.get(path.slice(0, end));
      if (owner !== undefined) return owner;
    }
    return null;
  };
}
