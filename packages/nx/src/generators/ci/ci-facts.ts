import type { Tree } from '@nx/devkit';
import { findWorkspaceManager, type WorkspaceManager } from './workspace-manager';

/** What a generated pipeline is made of. */
export interface CiFacts {
  /** The branch that changes are merged into. */
  readonly trunk: string;
  readonly manager: WorkspaceManager;
  readonly node: NodeVersion;
}

/** Which Node a job runs: what a file of the workspace says, and that file. */
export interface NodeVersion {
  readonly file: string | null;
  readonly version: string;
}

/** The long-term release that has Corepack, for workspaces that name none. */
const DEFAULT_NODE = '24';

/** Reads what a pipeline needs to know of a workspace. */
export function readCiFacts(tree: Tree, trunk: string): CiFacts {
  return { trunk, manager: findWorkspaceManager(tree), node: readNodeVersion(tree) };
}

function readNodeVersion(tree: Tree): NodeVersion {
  const file = ['.nvmrc', '.node-version'].find((name) => tree.exists(name)) ?? null;
  const [, version] = /^v?(\d+(?:\.\d+){0,2})\s*$/.exec(read(tree, file)) ?? [];
  return { file, version: version ?? DEFAULT_NODE };
}

function read(tree: Tree, file: string | null): string {
  return file === null ? '' : (tree.read(file, 'utf-8') ?? '');
}
