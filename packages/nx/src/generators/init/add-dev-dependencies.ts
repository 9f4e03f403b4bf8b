import {
  addDependenciesToPackageJson,
  readJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Adds those that no section names; answers what installs them. `storygate` is one of them because pnpm links the
 * programs of direct dependencies only.
 */
export function addDevDependencies(
  tree: Tree,
  wanted: Readonly<Record<string, string>>,
): GeneratorCallback {
  const manifest = readJson<PackageJson>(tree, 'package.json');
  const present = {
    ...manifest.optionalDependencies,
    ...manifest.dependencies,
    ...manifest.devDependencies,
  };
  const missing = Object.entries(wanted).filter(([name]) => !(name in present));
  if (missing.length === 0) return () => {};
  return addDependenciesToPackageJson(tree, {}, Object.fromEntries(missing), 'package.json', true);
}
