import { join } from 'node:path';
import type { IsMember } from './project-roots';

/**
 * Nx's own rule for which package.json files are projects (npm, yarn and bun `workspaces`, pnpm-workspace.yaml,
 * lerna.json, and the root's own `nx` key). The modules aren't part of the devkit, but Nx 22, 23 and 24 export
 * them and have them loaded, and any other rule would sooner or later disagree with the graph.
 */
export async function readWorkspaceMembers(workspaceRoot: string): Promise<IsMember> {
  const { buildPackageJsonPatterns, buildPackageJsonWorkspacesMatcher } =
    await import('nx/src/plugins/package-json');
  const { readJsonFile } = await import('nx/src/utils/fileutils');
  const patterns = buildPackageJsonPatterns(workspaceRoot, (file) =>
    readJsonFile(join(workspaceRoot, file)),
  );
  return buildPackageJsonWorkspacesMatcher(patterns);
}
