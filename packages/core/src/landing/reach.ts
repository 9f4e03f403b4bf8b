import type { ProjectMap } from '../nx/project-map';
import { findOwners, type OwnerOf } from '../nx/project-owner';
import type { Reach } from './plan-landing';

/** One link's change, among those of its chain. */
export interface LinkChange {
  /** Changed paths, relative to the repository. */
  readonly paths: readonly string[];
}

/** What the links of a chain stand on: the project graph on trunk and at the chain's tip. */
export interface ChainMaps {
  /** The Nx workspace's folder inside the repository: empty, or with a slash at its end. */
  readonly prefix: string;
  readonly trunk: ProjectMap;
  readonly tip: ProjectMap;
}

/**
 * What each change of a chain reaches, never too little. Nx alone says what is affected when something is gated; this is
 * coarser and serves to tell what is certainly untouched:
 * - a file outside of every project, or that a project names as an input from elsewhere, touches all projects;
 * - a dependency counts when it is there on trunk or at the tip; a project that was changed both before and after a link
 *   may have had any other at that link, so every link between reaches it.
 */
export function findReach(changes: readonly LinkChange[], maps: ChainMaps): Reach[] {
  const all = new Set([...Object.keys(maps.trunk.projects), ...Object.keys(maps.tip.projects)]);
  const owners = [findOwners(maps.trunk), findOwners(maps.tip)];
  const touched = changes.map(({ paths }) => findTouched(paths, { maps, owners, all }));
  const dependents = findDependents(maps);
  return touched.map((touches, index) => {
    const before = touched.slice(0, index);
    const after = touched.slice(index + 1);
    const unsettled = [...all].filter(
      (project) =>
        before.some((other) => other.has(project)) && after.some((other) => other.has(project)),
    );
    return { touches, affects: closeOver([...touches, ...unsettled], dependents) };
  });
}

/** How the projects of changed paths are found. */
interface Ownership {
  readonly maps: ChainMaps;
  /** By the graph on trunk, and by the one at the chain's tip. */
  readonly owners: readonly OwnerOf[];
  readonly all: ReadonlySet<string>;
}

function findTouched(
  paths: readonly string[],
  { maps: { prefix, trunk, tip }, owners, all }: Ownership,
): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const path of paths) {
    const inside = path.startsWith(prefix) ? path.slice(prefix.length) : null;
    const found = inside === null ? [] : owners.map((ownerOf) => ownerOf(inside)).filter(isNamed);
    const isInput = [...trunk.outside, ...tip.outside].some((start) => inside?.startsWith(start));
    if (found.length === 0 || isInput) return all;
    for (const owner of found) touched.add(owner);
  }
  return touched;
}

function isNamed(name: string | null): name is string {
  return name !== null;
}

function findDependents({ trunk, tip }: ChainMaps): Map<string, Set<string>> {
  const dependents = new Map<string, Set<string>>();
  for (const { projects } of [trunk, tip]) {
    for (const [name, { dependsOn }] of Object.entries(projects)) {
      for (const dependency of dependsOn) {
        dependents.set(dependency, (dependents.get(dependency) ?? new Set()).add(name));
      }
    }
  }
  return dependents;
}

function closeOver(
  start: readonly string[],
  dependents: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const reached = new Set(start);
  for (const project of reached) {
    for (const dependent of dependents.get(project) ?? []) reached.add(dependent);
  }
  return reached;
}
