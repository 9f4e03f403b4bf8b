import { detectPackageManager, type Tree } from '@nx/devkit';

/** How a job on a fresh machine installs a workspace, and runs a program that was installed. */
export interface WorkspaceManager {
  /** A glob: what the cache of the store belongs to. */
  readonly lockfile: string;
  /** Makes the package manager available; null where Node brings it. */
  readonly provide: string | null;
  readonly install: string;
  /** Never one that downloads what is not installed. */
  readonly exec: string;
  /** Where downloaded packages are kept on Linux. */
  readonly store: string;
}

const NPM: WorkspaceManager = {
  lockfile: 'package-lock.json',
  provide: null,
  install: 'npm ci --no-audit --no-fund',
  exec: 'npx --no-install',
  store: '~/.npm',
};

const PNPM: WorkspaceManager = {
  lockfile: 'pnpm-lock.yaml',
  provide: 'corepack enable',
  install: 'pnpm install --frozen-lockfile',
  exec: 'pnpm exec',
  store: '~/.local/share/pnpm/store',
};

const YARN: WorkspaceManager = {
  lockfile: 'yarn.lock',
  provide: 'corepack enable',
  install: 'yarn install --immutable',
  exec: 'yarn run',
  store: '~/.yarn/berry/cache',
};

const YARN_CLASSIC: WorkspaceManager = {
  ...YARN,
  install: 'yarn install --frozen-lockfile',
  store: '~/.cache/yarn',
};

const BUN: WorkspaceManager = {
  lockfile: 'bun.lock*',
  provide: 'npm install --global bun@1',
  install: 'bun install --frozen-lockfile',
  exec: 'bunx --no-install',
  store: '~/.bun/install/cache',
};

/** The workspace's package manager by its lockfile, or the one that Nx finds where there is none yet. */
export function findWorkspaceManager(tree: Tree): WorkspaceManager {
  if (tree.exists('package-lock.json')) return NPM;
  if (tree.exists('pnpm-lock.yaml')) return PNPM;
  if (tree.exists('yarn.lock')) return yarnOf(tree);
  if (tree.exists('bun.lock') || tree.exists('bun.lockb')) return BUN;
  return { npm: NPM, pnpm: PNPM, yarn: yarnOf(tree), bun: BUN }[detectPackageManager(tree.root)];
}

function yarnOf(tree: Tree): WorkspaceManager {
  return tree.read('yarn.lock', 'utf-8')?.includes('# yarn lockfile v1') ? YARN_CLASSIC : YARN;
}
