import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a workspace's dependencies are installed exactly as its lockfile says. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly lockfile: string;
  readonly install: readonly string[];
  /**
   * Makes a `node_modules` that is there what the lockfile says, and leaves the lockfile as it is. It replaces a file
   * instead of writing into it, so another checkout that shares the file keeps its own.
   */
  readonly update: readonly string[];
  /** Whether `install` links packages from a store on this machine: then nothing is gained by sharing another checkout's. */
  readonly linksFromStore: boolean;
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
    // Not `ci`, which begins by removing what is there; without `--no-save` it may write the lockfile.
    update: ['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline'],
    linksFromStore: false,
    ownStore: null,
  },
  {
    name: 'pnpm',
    lockfile: 'pnpm-lock.yaml',
    install: ['install', '--frozen-lockfile', '--prefer-offline'],
    update: ['install', '--frozen-lockfile', '--prefer-offline'],
    linksFromStore: true,
    ownStore: (folder) => ({ args: [`--store-dir=${folder}`], env: {} }),
  },
  {
    name: 'yarn',
    lockfile: 'yarn.lock',
    install: ['install', '--immutable'],
    update: ['install', '--immutable'],
    linksFromStore: false,
    ownStore: (folder) => ({ args: [], env: { YARN_GLOBAL_FOLDER: folder } }),
  },
  ...['bun.lock', 'bun.lockb'].map((lockfile) => ({
    name: 'bun' as const,
    lockfile,
    install: ['install', '--frozen-lockfile'],
    update: ['install', '--frozen-lockfile'],
    linksFromStore: true,
    ownStore: (folder: string) => ({ args: [], env: { BUN_INSTALL_CACHE_DIR: folder } }),
  })),
];

/** The package manager whose lockfile is in the workspace, or null where there is no lockfile. */
export function findPackageManager(nxRoot: string): PackageManager | null {
  const found = MANAGERS.find(({ lockfile }) => existsSync(join(nxRoot, lockfile))) ?? null;
  if (found?.name !== 'yarn') return found;
  const classic = readFileSync(join(nxRoot, 'yarn.lock'), 'utf8').includes('# yarn lockfile v1');
  if (!classic) return { ...found, linksFromStore: hasPnpmLinker(nxRoot) };
  const install = ['install', '--frozen-lockfile', '--prefer-offline'];
  return { ...found, install, update: install, ownStore: null };
}

function hasPnpmLinker(nxRoot: string): boolean {
  const settings = join(nxRoot, '.yarnrc.yml');
  return existsSync(settings) && /^nodeLinker:\s*["']?pnpm/m.test(readFileSync(settings, 'utf8'));
}
