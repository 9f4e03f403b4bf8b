import { refusal } from '../errors/storygate-error';
import type { DependenciesOption } from '../options/options';
import type { PackageManager } from './package-manager';

/** How a workspace gets its dependencies. */
export type DependenciesPlan =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'copy' } & ModulesSource)
  | ({
      /** Sharing with another checkout's what the file system can. */
      readonly kind: 'link';
      /** Patterns of what is not shared. */
      readonly unshared: readonly string[];
      /** Whose lockfile asks for something else than what is shared; null where it asks for just that. */
      readonly update: PackageManager | null;
    } & ModulesSource)
  | { readonly kind: 'install'; readonly manager: PackageManager };

/** Where `node_modules` folders are taken from. */
export interface ModulesSource {
  /** The Nx workspace they are in. */
  readonly from: string;
  /** The checkout that is in. */
  readonly checkout: string;
  /** Each of them, relative to the Nx workspace. */
  readonly folders: readonly string[];
}

/** What decides between sharing, a copy and an install. */
export interface DependenciesFacts {
  readonly option: DependenciesOption;
  readonly manager: PackageManager | null;
  /** The main checkout's. */
  readonly source: ModulesSource;
  readonly unshared: readonly string[];
  /** Whether the main checkout's lockfile is byte for byte the story's, and is what was installed there. */
  readonly lockfilesAgree: boolean;
  /** Why the story's lockfile is none to install from, or null. */
  readonly lockfileTrouble: string | null;
}

/**
 * Shares what the main checkout has, and installs the difference where the story's lockfile asks for one; leaves all to
 * a package manager that links from a store of its own.
 */
export function planDependencies(facts: DependenciesFacts): DependenciesPlan {
  const { source, unshared } = facts;
  const there = source.folders.length > 0;
  switch (facts.option) {
    case 'none':
      return { kind: 'none' };
    case 'install':
      return { kind: 'install', manager: requireLockfile(facts) };
    case 'copy':
      if (!there) throw nothingToCopy(source.from);
      return { kind: 'copy', ...source };
    case 'auto':
      if (facts.manager === null && !there) return { kind: 'none' };
      if (!there || facts.manager?.linksFromStore)
        return { kind: 'install', manager: requireLockfile(facts) };
      if (facts.manager === null || facts.lockfilesAgree)
        return { kind: 'link', ...source, unshared, update: null };
      return { kind: 'link', ...source, unshared, update: requireLockfile(facts) };
  }
}

function requireLockfile({ manager, lockfileTrouble }: DependenciesFacts): PackageManager {
  if (manager === null) {
    throw refusal({
      code: 'NO_LOCKFILE',
      message: "dependencies can't be installed: the workspace has no lockfile",
      hints: ['Commit the lockfile of your package manager, or use `--dependencies=copy`.'],
    });
  }
  if (lockfileTrouble === null) return manager;
  throw refusal({
    code: 'BAD_LOCKFILE',
    message: `dependencies can't be installed: ${lockfileTrouble}`,
    hints: [
      `Mend ${manager.lockfile} where the story starts, or use \`--dependencies=copy\` and install in the story.`,
    ],
    facts: { lockfile: manager.lockfile },
  });
}

function nothingToCopy(source: string) {
  return refusal({
    code: 'NOTHING_TO_COPY',
    message: `dependencies can't be copied: ${source} has no node_modules`,
    hints: ['Install them there first, or use `--dependencies=install`.'],
  });
}
