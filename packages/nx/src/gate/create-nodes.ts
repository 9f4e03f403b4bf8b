import type { CreateNodes, CreateNodesResult } from '@nx/devkit';
import { readOptions } from './read-options';
import { gateTarget } from './gate-target';
import { projectRoots } from './project-roots';
import { readWorkspaceMembers } from './workspace-members';

/**
 * Gives every project the target `gate`. A `gate` of the project's own wins over it, because Nx merges
 * project.json and package.json after every plugin.
 *
 * Limit: a project that only another plugin knows (from a Cargo.toml, a .csproj, a build.gradle) gets no `gate`,
 * since no plugin sees another's projects. A `project.json` beside that file, be it `{}`, gives it one; until then
 * a gate run that it is affected in says so and is not green.
 */
export const createNodes: CreateNodes<unknown> = [
  '{project.json,package.json,**/project.json,**/package.json}',
  async (configFiles, rawOptions, { workspaceRoot }) => {
    const { gate } = await readOptions(rawOptions);
    const roots = projectRoots(configFiles, await readWorkspaceMembers(workspaceRoot));
    return [...roots].map(([root, file]): [string, CreateNodesResult] => [
      file,
      { projects: { [root]: { targets: { [gate.targetName]: gateTarget(gate.targets) } } } },
    ]);
  },
];
