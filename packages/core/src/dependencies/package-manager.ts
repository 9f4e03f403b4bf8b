import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a workspace's dependencies are installed exactly as its lockfile says. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly lockfile: string;
  readonly install: readonly string[];
  /**
   * Makes it keep packages in a folder of its own, where it would otherwise link into (or trust) a store that every
   * checkout shares; null where it copies out of its store and checks what it copies.
   */
  readonly ownStore: ((folder: string) => OwnStore) | null;
}

/** What a package manager is told about where its store is. */
export interface OwnStore {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const MANAGERS: readonly PackageManager[] = [
  {
    name: 'npm',
    lockfile: 'package-lock.json',
    install: ['ci', '--no-audit', '--no-fund', '--prefer-offline'],
    ownStore: null,
  },
  {
    name: 'pnpm',
    lockfile: 'pnpm-lock.yaml',
    install: ['install', '--frozen-lockfile', '--prefer-offline'],
    ownStore: (folder) => ({ args: [`--store-dir=${folder}`], env: {} }),
  },
  {
    name: 'yarn',
    lockfile: 'yarn.lock',
    install: ['install', '--immutable'],
    ownStore: (folder) => ({ args: [], env: { YARN_GLOBAL_FOLDER: folder } }),
  },
  ...['bun.lock', 'bun.lockb'].map((lockfile) => ({
    name: 'bun' as const,
    lockfile,
    install: ['install', '--frozen-lockfile'],
    ownStore: (folder: string) => ({ args: [], env: { BUN_INSTALL_CACHE_DIR: folder } }),
  })),
];

/** The package manager whose lockfile is in the workspace, or null where there is no lockfile. */
export function findPackageManager(nxRoot: string): PackageManager | null {
  const found = MANAGERS.find(({ lockfile }) => existsSync(join(nxRoot, lockfile))) ?? null;
  if (found?.name !== 'yarn') return found;
  const classic = readFileSync(join(nxRoot, 'yarn.lock'), 'utf8').includes('# yarn lockfile v1');
  return classic
    ? {
        ...found,
        install: ['install', '--frozen-lockfile', '--prefer-offline'],
        ownStore: null,
      }
    : found;
}
