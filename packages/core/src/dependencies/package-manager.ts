import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a workspace's dependencies are installed exactly as its lockfile says. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly lockfile: string;
  readonly install: readonly string[];
}

const MANAGERS: readonly PackageManager[] = [
  {
    name: 'npm',
    lockfile: 'package-lock.json',
    install: ['ci', '--no-audit', '--no-fund', '--prefer-offline'],
  },
  {
    name: 'pnpm',
    lockfile: 'pnpm-lock.yaml',
    install: ['install', '--frozen-lockfile', '--prefer-offline'],
  },
  { name: 'yarn', lockfile: 'yarn.lock', install: ['install', '--immutable'] },
  { name: 'bun', lockfile: 'bun.lock', install: ['install', '--frozen-lockfile'] },
  { name: 'bun', lockfile: 'bun.lockb', install: ['install', '--frozen-lockfile'] },
];

/** The package manager whose lockfile is in the workspace, or null where there is no lockfile. */
export function findPackageManager(nxRoot: string): PackageManager | null {
  const found = MANAGERS.find(({ lockfile }) => existsSync(join(nxRoot, lockfile))) ?? null;
  if (found?.name !== 'yarn') return found;
  const classic = readFileSync(join(nxRoot, 'yarn.lock'), 'utf8').includes('# yarn lockfile v1');
  return classic
    ? { ...found, install: ['install', '--frozen-lockfile', '--prefer-offline'] }
    : found;
}
