import { join } from 'node:path';
import { must } from '../process/run';
import { writeFiles } from '../repository/repository';
import { NAME, withStorygate } from './install-storygate';
import { leanFiles } from './lean-libraries';
import type { Packs } from './packs';
import type { Recipe } from './template';
import { workspaceEnvironment, type Workspace } from './workspace';

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

function base(nx: keyof typeof DEVKIT): Recipe {
  const files = leanFiles({ nx, '@nx/devkit': DEVKIT[nx] }, overrides());
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
      await must('git', ['commit', '--quiet', '-m', 'Four libraries'], options);
    },
  };
}

/**
 * A small workspace of npm packages with only Nx and its devkit: the same four libraries in plain JavaScript, whose
 * targets are node scripts that end at once. For what does not depend on jest or tsc, and for other versions of Nx.
 */
export function createLeanWorkspace(
  packs: Packs,
  { nx = '23.2.1' }: { readonly nx?: keyof typeof DEVKIT } = {},
): Promise<Workspace> {
  return withStorygate(base(nx), packs);
}
