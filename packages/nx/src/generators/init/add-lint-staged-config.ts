import { readJson, updateJson, type Tree } from '@nx/devkit';

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly 'lint-staged'?: unknown;
}

const EXTENSIONS = ['mjs', 'mts', 'js', 'ts', 'cjs', 'cts'];
/** Where lint-staged looks besides package.json (`configFiles.js` of lint-staged 16). */
const CONFIG_FILES = [
  'package.yaml',
  'package.yml',
  ...['', '.json', '.yaml', '.yml'].map((extension) => `.lintstagedrc${extension}`),
  ...EXTENSIONS.map((extension) => `.lintstagedrc.${extension}`),
  ...EXTENSIONS.map((extension) => `lint-staged.config.${extension}`),
];

const FORMAT = 'prettier --write --ignore-unknown';
/** Leftover conflict markers, and nothing else that `--check` minds: no repository is without trailing blanks. */
const NO_CONFLICT_MARKERS =
  'git -c core.whitespace=-blank-at-eol,-blank-at-eof,-space-before-tab diff --cached --check --';

/**
 * Gives the workspace's root a lint-staged configuration if it has none, since lint-staged fails without. It uses
 * what is installed: prettier, or git alone.
 */
export function addLintStagedConfig(tree: Tree): void {
  const manifest = readJson<PackageJson>(tree, 'package.json');
  if (manifest['lint-staged'] !== undefined) return;
  if (CONFIG_FILES.some((file) => tree.exists(file))) return;
  const installed = { ...manifest.dependencies, ...manifest.devDependencies };
  const command = 'prettier' in installed ? FORMAT : NO_CONFLICT_MARKERS;
  updateJson<PackageJson>(tree, 'package.json', (json) => ({
    ...json,
    'lint-staged': { '*': command },
  }));
}
