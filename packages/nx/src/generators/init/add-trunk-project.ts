import { getProjects, writeJson, type ProjectConfiguration, type Tree } from '@nx/devkit';
import { NxError } from '../../storygate/nx-error';

/** The project whose target `merge` lands stories. */
export interface TrunkProject {
  readonly name: string;
  readonly notes: readonly string[];
}

const NAMES = ['trunk', 'storygate-trunk'] as const;

/** Adds `tools/trunk`, or keeps the project that has the merge executor, whatever its name and place. */
export function addTrunkProject(tree: Tree, plugin: string): TrunkProject {
  const executor = `${plugin}:merge`;
  const projects = getProjects(tree);
  const there = findTrunkProject(tree, plugin);
  if (there !== null) return { name: there, notes: [] };
  const name = NAMES.find((candidate) => isFree(tree, projects, candidate));
  if (name === undefined) {
    throw new NxError('there is no name left for the project that lands stories', 'NO_TRUNK_NAME', [
      `give a project of yours a target "merge" with the executor "${executor}", then run this again`,
    ]);
  }
  writeJson(tree, `tools/${name}/project.json`, {
    name,
    $schema: '../../node_modules/nx/schemas/project-schema.json',
    targets: {
      merge: { executor },
      // This project has nothing of its own to check, and says so instead of having no checks.
      gate: { executor: 'nx:noop', dependsOn: [] },
    },
  });
  const notes =
    name === NAMES[0]
      ? []
      : [`a project "${NAMES[0]}" exists already, so stories land by \`nx merge ${name}\``];
  return { name, notes };
}

/** The project that has the merge executor, whatever its name and place; null when none has. */
export function findTrunkProject(tree: Tree, plugin: string): string | null {
  const projects = [...getProjects(tree)];
  const found = projects.find(([, project]) => hasExecutor(project, `${plugin}:merge`));
  return found?.[0] ?? null;
}

function hasExecutor(project: ProjectConfiguration, executor: string): boolean {
  return Object.values(project.targets ?? {}).some((target) => target.executor === executor);
}

function isFree(
  tree: Tree,
  projects: ReadonlyMap<string, ProjectConfiguration>,
  name: string,
): boolean {
  const files = ['project.json', 'package.json'].map((file) => `tools/${name}/${file}`);
  return !projects.has(name) && !files.some((file) => tree.exists(file));
}
