import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { must, type RunOptions } from '../process/run';
import { readyTemplate, type Recipe } from './template';

/** The package managers that npm does not bring along. */
const PROGRAMS = ['pnpm@10.34.8', '@yarnpkg/cli-dist@4.18.1'];

const PROGRAMS_FOLDER: Recipe = {
  name: 'package-managers',
  ingredients: PROGRAMS,
  make: async (folder) => {
    await must('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...PROGRAMS], {
      cwd: folder,
    });
  },
};

/** A package manager, and what a person types to it in a workspace. */
export interface Manager {
  readonly name: 'npm' | 'pnpm' | 'yarn';
  /** What a package of the workspace says of its dependency on another one. */
  readonly linked: string;
  /** What starts a program of the workspace's dependencies. */
  readonly exec: readonly string[];
  /** What gives a package of the workspace a dependency. */
  readonly add: (packageName: string, dependency: string) => readonly string[];
  /** Installs tarballs that need one another, and are on no registry; their paths by their names. */
  readonly installPacks: (
    tarballs: Readonly<Record<string, string>>,
    options: RunOptions,
  ) => Promise<unknown>;
}

export const NPM: Manager = {
  name: 'npm',
  linked: '0.0.1',
  exec: ['npx', '--no-install'],
  add: (packageName, dependency) => ['npm', 'install', '-w', packageName, '-E', dependency],
  installPacks: (tarballs, options) =>
    must('npm', ['install', '--save-dev', ...Object.values(tarballs)], options),
};

const PNPM: Manager = {
  name: 'pnpm',
  linked: 'workspace:*',
  exec: ['pnpm', 'exec'],
  add: (packageName, dependency) => ['pnpm', '--filter', packageName, 'add', '-E', dependency],
  installPacks: async (tarballs, options) => {
    const files = asFiles(tarballs);
    change(options.cwd, { devDependencies: files, pnpm: { overrides: files } });
    await must('pnpm', ['install'], options);
  },
};

const YARN: Manager = {
  name: 'yarn',
  linked: 'workspace:*',
  exec: ['yarn'],
  add: (packageName, dependency) => ['yarn', 'workspace', packageName, 'add', '-E', dependency],
  installPacks: async (tarballs, options) => {
    const files = asFiles(tarballs);
    change(options.cwd, { devDependencies: files, resolutions: files });
    await must('yarn', ['install'], options);
  },
};

/** Each with settings of its own that `managerEnvironment` gives; yarn's is a version from 2 on. */
export const MANAGERS: readonly Manager[] = [NPM, PNPM, YARN];

/**
 * The variables under which a package manager is on PATH and asks whom npm asks. What it keeps of packages is in
 * `folder` too, since a file that it links into a workspace may be written there.
 */
export async function managerEnvironment(
  { name }: Manager,
  folder: string,
): Promise<NodeJS.ProcessEnv> {
  if (name === 'npm') return {};
  const programs = join(await readyTemplate(PROGRAMS_FOLDER), 'node_modules', '.bin');
  const registry = await must('npm', ['config', 'get', 'registry'], { cwd: folder });
  const store = join(folder, 'store');
  return {
    PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
    npm_config_registry: registry,
    npm_config_store_dir: store,
    // As where Corepack starts yarn; otherwise yarn fetches itself once more for a new workspace, from no registry.
    COREPACK_ROOT: programs,
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_GLOBAL_FOLDER: store,
    YARN_ENABLE_TELEMETRY: '0',
    YARN_NPM_MINIMAL_AGE_GATE: '0',
  };
}

function asFiles(tarballs: Readonly<Record<string, string>>): Record<string, string> {
  const files = Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]);
  return Object.fromEntries(files) as Record<string, string>;
}

/** Adds to sections of a workspace's manifest. */
function change(root: string, sections: Readonly<Record<string, object>>): void {
  const file = join(root, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | undefined>;
  for (const [name, section] of Object.entries(sections)) {
    manifest[name] = { ...manifest[name], ...section };
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
