import { detectPackageManager, readJson, updateJson, type Tree } from '@nx/devkit';

interface PackageJson {
  readonly scripts?: Readonly<Record<string, string>>;
}

/** A workspace installed without husky (production, CI) or without git must not fail for it. */
const ARM = 'husky || true';

/** Makes an install arm husky, unless a script of the workspace's does. */
export function addPrepareScript(tree: Tree): void {
  const { scripts = {} } = readJson<PackageJson>(tree, 'package.json');
  if (Object.values(scripts).some((script) => /\bhusky\b/.test(script))) return;
  const name = installScript(tree);
  const existing = scripts[name];
  const script = existing ? `${existing} && (${ARM})` : ARM;
  updateJson<PackageJson>(tree, 'package.json', (manifest) => ({
    ...manifest,
    scripts: { ...manifest.scripts, [name]: script },
  }));
}

/** What the package manager runs after an install: yarn from 2 on has no `prepare`. */
function installScript(tree: Tree): string {
  const isYarn = detectPackageManager(tree.root) === 'yarn';
  return isYarn && tree.exists('.yarnrc.yml') ? 'postinstall' : 'prepare';
}
