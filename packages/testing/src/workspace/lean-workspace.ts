import { join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { must } from '../process/run';
import { writeFiles } from '../repository/repository';
import { NAME, withStorygate } from './install-storygate';
import { leanLibraryFiles, leanRootFiles } from './lean-libraries';
import type { Packs } from './packs';
import { copyFolder, readyTemplate, type Recipe } from './template';
import { workspaceAt, workspaceEnvironment, type Workspace } from './workspace';

/** The versions of Nx that lean workspaces are made with, and the devkit that fits each. */
const DEVKIT = { '23.2.1': '23.2.1', '24.0.6': '24.0.0' } as const;

/** The platforms that Nx has a package for each. */
const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'freebsd-x64',
  'linux-arm-gnueabihf',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-arm64-msvc',
  'win32-x64-msvc',
];

/**
 * Pins other platforms' packages, which are never installed here, to one version that every registry has: a mirror
 * that lacks the newest ones makes npm write a lockfile that its own `npm ci` refuses.
 */
function overrides(): Record<string, string> {
  const others = PLATFORMS.filter((name) => name !== ownPlatform());
  return Object.fromEntries(others.map((name) => [`@nx/nx-${name}`, '23.2.1']));
}

/** The name of this machine's own platform in Nx's packages. */
function ownPlatform(): string {
  const own = `${process.platform}-${process.arch}`;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const musl = process.platform === 'linux' && header.glibcVersionRuntime === undefined;
  const candidates = PLATFORMS.filter((name) => name.startsWith(own));
  return candidates.find((name) => name.endsWith('-musl') === musl) ?? own;
}

/** What a lean workspace is made with. */
export interface LeanOptions {
  readonly nx?: keyof typeof DEVKIT;
  /** The projects' files, and those of the root that their targets read; without it, the four libraries. */
  readonly projects?: Readonly<Record<string, string>>;
}

function base({ nx = '23.2.1', projects = leanLibraryFiles() }: LeanOptions): Recipe {
  const files = { ...leanRootFiles({ nx, '@nx/devkit': DEVKIT[nx] }, overrides()), ...projects };
  return {
    name: `lean-workspace-${nx}`,
    ingredients: [JSON.stringify(files)],
    make: async (folder) => {
      const options = { cwd: join(folder, NAME), env: workspaceEnvironment(join(folder, 'home')) };
      writeFiles(folder, { 'home/.keep': '' });
      writeFiles(options.cwd, files);
      await must('npm', ['install'], options);
      await must('git', ['init', '--quiet'], options);
      await must('git', ['add', '--all'], options);
      await must('git', ['commit', '--quiet', '-m', 'Add the projects'], options);
    },
  };
}

/**
 * A small workspace of npm packages with only Nx and its devkit: the same four libraries in plain JavaScript, whose
 * targets are node scripts that end at once. For what does not depend on jest or tsc, and for other versions of Nx.
 */
export function createLeanWorkspace(packs: Packs, options: LeanOptions = {}): Promise<Workspace> {
  return withStorygate(base(options), packs);
}

/** The same workspace without Storygate and without a remote, for what Storygate is compared with. */
export async function createBareWorkspace(options: LeanOptions = {}): Promise<Workspace> {
  const folder = temporaryFolder('bare-workspace');
  await copyFolder(await readyTemplate(base(options)), folder);
  return workspaceAt(join(folder, NAME));
}
