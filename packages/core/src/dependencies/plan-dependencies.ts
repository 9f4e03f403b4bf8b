import { refusal } from '../errors/storygate-error';
import type { DependenciesOption } from '../options/options';
import type { PackageManager } from './package-manager';

/** How a workspace gets its dependencies. */
export type DependenciesPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'copy'; readonly from: string; readonly folders: readonly string[] }
  | { readonly kind: 'install'; readonly manager: PackageManager };

/** What decides between a copy and an install. */
export interface DependenciesFacts {
  readonly option: DependenciesOption;
  readonly manager: PackageManager | null;
  /** The main checkout's Nx workspace. */
  readonly source: string;
  /** Each `node_modules` of the main checkout, relative to its Nx workspace. */
  readonly sourceFolders: readonly string[];
  /** Whether the main checkout's lockfile is byte for byte the story's. */
  readonly lockfilesAgree: boolean;
}

/** Copies where the main checkout has what the lockfile asks for; installs otherwise. */
export function planDependencies(facts: DependenciesFacts): DependenciesPlan {
  const copy = { kind: 'copy' as const, from: facts.source, folders: facts.sourceFolders };
  const install =
    facts.manager === null ? null : { kind: 'install' as const, manager: facts.manager };
  switch (facts.option) {
    case 'none':
      return { kind: 'none' };
    case 'install':
      if (install === null) throw noLockfile();
      return install;
    case 'copy':
      if (facts.sourceFolders.length === 0) throw nothingToCopy(facts.source);
      return copy;
    case 'auto':
      if (facts.lockfilesAgree && facts.sourceFolders.length > 0) return copy;
      return install ?? (facts.sourceFolders.length > 0 ? copy : { kind: 'none' });
  }
}

function noLockfile() {
  return refusal({
    code: 'NO_LOCKFILE',
    message: "dependencies can't be installed: the workspace has no lockfile",
    hints: ['Commit the lockfile of your package manager, or use `--dependencies=copy`.'],
  });
}

function nothingToCopy(source: string) {
  return refusal({
    code: 'NOTHING_TO_COPY',
    message: `dependencies can't be copied: ${source} has no node_modules`,
    hints: ['Install them there first, or use `--dependencies=install`.'],
  });
}
