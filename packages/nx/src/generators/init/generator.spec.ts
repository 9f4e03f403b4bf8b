import {
  addProjectConfiguration,
  readJson,
  readProjectConfiguration,
  updateJson,
  writeJson,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { FsTree } from 'nx/src/generators/tree';
import { readManifest } from '../../manifest/read-manifest';
import init from './generator';

interface PackageJson {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  'lint-staged'?: unknown;
}

let tree: Tree;
let warnings: string[];

beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  warnings = [];
  jest.spyOn(console, 'warn').mockImplementation((line: string) => void warnings.push(line));
});
afterEach(() => jest.restoreAllMocks());

const setUp = () => init(tree, {});
const packageJson = (): PackageJson => readJson<PackageJson>(tree, 'package.json');
const editPackageJson = (change: PackageJson): void =>
  updateJson<PackageJson>(tree, 'package.json', (json) => ({ ...json, ...change }));
const read = (file: string): string => tree.read(file, 'utf-8') ?? '';

test('an empty workspace gets everything', async () => {
  await setUp();
  expect(readJson(tree, 'nx.json')).toMatchObject({
    plugins: ['@storygate/nx'],
    affected: { defaultBase: 'main', legacy: true },
  });
  expect(readProjectConfiguration(tree, 'trunk')).toMatchObject({
    root: 'tools/trunk',
    targets: {
      merge: { executor: '@storygate/nx:merge' },
      gate: { executor: 'nx:noop', dependsOn: [] },
    },
  });
  expect(packageJson()).toMatchObject({
    scripts: { prepare: 'husky || true' },
    devDependencies: {
      husky: '^9.1.7',
      'lint-staged': '^16.2.0',
      storygate: readManifest().version,
    },
  });
  expect(read('.husky/pre-commit')).toBe('lint-staged --no-stash\n');
  expect(read('.husky/pre-push')).toBe('storygate hook pre-push "$@"\n');
  expect(read('AGENTS.md')).toContain('npx nx affected -t gate');
  expect(warnings).toEqual([]);
});

test('the second time changes nothing', async () => {
  const contents = (): Record<string, string> =>
    Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, String(content)]));
  await setUp();
  const first = contents();
  await setUp();
  expect(contents()).toEqual(first);
});

describe('nx.json', () => {
  test.each([
    [['@storygate/nx']],
    [['@nx/js', { plugin: '@storygate/nx', options: { gate: { targets: ['test'] } } }]],
    [[{ plugin: '@storygate/nx', exclude: ['legacy/**'] }, '@nx/js']],
  ])('keeps the registration %j', async (plugins) => {
    updateJson(tree, 'nx.json', (json) => ({ ...json, plugins }));
    await setUp();
    expect(readJson(tree, 'nx.json').plugins).toEqual(plugins);
  });

  test('adds the plugin after those that are there', async () => {
    updateJson(tree, 'nx.json', (json) => ({ ...json, plugins: ['@nx/js'] }));
    await setUp();
    expect(readJson(tree, 'nx.json').plugins).toEqual(['@nx/js', '@storygate/nx']);
  });

  test('keeps an affected.legacy that someone turned off, and says what it means', async () => {
    updateJson(tree, 'nx.json', (json) => ({ ...json, affected: { legacy: false } }));
    await setUp();
    expect(readJson(tree, 'nx.json').affected).toEqual({ legacy: false });
    expect(warnings.join()).toMatch(/nx affected -t gate` will be refused/);
  });

  test('with options that are not valid, nothing is changed', async () => {
    const plugins = [{ plugin: '@storygate/nx', options: { gates: {} } }];
    updateJson(tree, 'nx.json', (json) => ({ ...json, plugins }));
    await expect(setUp()).rejects.toThrow(/gates/);
    expect(tree.exists('AGENTS.md')).toBe(false);
  });
});

describe("trunk's project", () => {
  test('has another name where a project trunk exists', async () => {
    addProjectConfiguration(tree, 'trunk', { root: 'apps/trunk', targets: { build: {} } });
    await setUp();
    expect(readProjectConfiguration(tree, 'storygate-trunk').root).toBe('tools/storygate-trunk');
    expect(readProjectConfiguration(tree, 'trunk').root).toBe('apps/trunk');
    expect(warnings.join()).toContain('nx merge storygate-trunk');
    expect(read('AGENTS.md')).toContain('nx merge storygate-trunk --story=<id>');
  });

  test('leaves a project of another name in tools/trunk alone', async () => {
    writeJson(tree, 'tools/trunk/project.json', { name: 'tree-trunk' });
    await setUp();
    expect(readProjectConfiguration(tree, 'tree-trunk').root).toBe('tools/trunk');
    expect(readProjectConfiguration(tree, 'storygate-trunk').root).toBe('tools/storygate-trunk');
  });

  test('is kept as it is, wherever it has been moved', async () => {
    const ours = { root: 'infra/landing', targets: { land: { executor: '@storygate/nx:merge' } } };
    addProjectConfiguration(tree, 'landing', ours);
    await setUp();
    expect(tree.exists('tools')).toBe(false);
    expect(read('AGENTS.md')).toContain('nx merge landing --story=<id>');
  });

  test('is refused when both names are taken', async () => {
    addProjectConfiguration(tree, 'trunk', { root: 'a' });
    addProjectConfiguration(tree, 'storygate-trunk', { root: 'b' });
    await expect(setUp()).rejects.toThrow(/\[NO_TRUNK_NAME\]/);
  });
});

describe('package.json', () => {
  test.each([
    [{ prepare: 'tsc' }, { prepare: 'tsc && (husky || true)' }],
    [{ prepare: 'husky' }, { prepare: 'husky' }],
    [{ postinstall: 'husky install' }, { postinstall: 'husky install' }],
    [{ test: 'nx run-many -t test' }, { test: 'nx run-many -t test', prepare: 'husky || true' }],
  ])('scripts %j become %j', async (scripts, expected) => {
    editPackageJson({ scripts });
    await setUp();
    expect(packageJson().scripts).toEqual(expected);
  });

  test.each([
    ['yarn 1', { 'yarn.lock': '' }, 'prepare'],
    [
      'yarn 2 and later, which has no prepare',
      { 'yarn.lock': '', '.yarnrc.yml': '' },
      'postinstall',
    ],
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'prepare'],
  ])('husky is armed by an install of %s', async (_name, files, script) => {
    const root = temporaryFolder('workspace');
    writeFiles(root, { 'package.json': '{"name":"acme"}', 'nx.json': '{}', ...files });
    tree = new FsTree(root, false);
    await setUp();
    expect(packageJson().scripts).toEqual({ [script]: 'husky || true' });
  });

  test('versions that are there stay, in whatever section they are', async () => {
    editPackageJson({
      dependencies: { husky: '8.0.0' },
      devDependencies: { 'lint-staged': 'workspace:*', storygate: 'file:vendor/storygate.tgz' },
    });
    await setUp();
    expect(packageJson()).toMatchObject({
      dependencies: { husky: '8.0.0' },
      devDependencies: { 'lint-staged': 'workspace:*', storygate: 'file:vendor/storygate.tgz' },
    });
    expect(packageJson().devDependencies).not.toHaveProperty('husky');
  });

  test('is required', async () => {
    tree.delete('package.json');
    await expect(setUp()).rejects.toThrow(/\[NO_PACKAGE_JSON\]/);
  });
});

describe('lint-staged', () => {
  test('formats where prettier is installed', async () => {
    editPackageJson({ devDependencies: { prettier: '^3.0.0' } });
    await setUp();
    expect(packageJson()['lint-staged']).toEqual({ '*': 'prettier --write --ignore-unknown' });
  });

  test.each(['.lintstagedrc', '.lintstagedrc.json', '.lintstagedrc.mts', 'lint-staged.config.mjs'])(
    'keeps %s',
    async (file) => {
      tree.write(file, '{}');
      await setUp();
      expect(packageJson()).not.toHaveProperty('lint-staged');
    },
  );

  test("keeps package.json's own", async () => {
    editPackageJson({ 'lint-staged': { '*.ts': 'eslint' } });
    await setUp();
    expect(packageJson()['lint-staged']).toEqual({ '*.ts': 'eslint' });
  });
});

describe('the pre-commit hook', () => {
  test('goes on with lint-staged after what is there', async () => {
    tree.write('.husky/pre-commit', 'npm run check');
    await setUp();
    expect(read('.husky/pre-commit')).toBe('npm run check\nlint-staged --no-stash\n');
  });

  test('that runs lint-staged is kept, with a warning where it stashes', async () => {
    tree.write('.husky/pre-commit', 'npx lint-staged\n');
    await setUp();
    expect(read('.husky/pre-commit')).toBe('npx lint-staged\n');
    expect(warnings.join()).toContain('--no-stash');
  });
});

describe('AGENTS.md', () => {
  test('only what is between the markers is replaced', async () => {
    const nx = '<!-- nx configuration start-->\nnx\n<!-- nx configuration end-->\n';
    const outdated = '<!-- storygate:start -->\noutdated\n<!-- storygate:end -->';
    tree.write('AGENTS.md', `# Ours\n\n*  a list\n${outdated}\n\n${nx}`);
    await setUp();
    const text = read('AGENTS.md');
    expect(text).toMatch(/^# Ours\n\n\* {2}a list\n<!-- storygate:start -->\n\n## Stories/);
    expect(text.endsWith(`<!-- storygate:end -->\n\n${nx}`)).toBe(true);
    expect(text).not.toContain('outdated');
  });

  test('names what the options name', async () => {
    const options = {
      trunk: { branch: 'develop' },
      stories: { branchPrefix: 'work/' },
      gate: { targetName: 'verify' },
    };
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      plugins: [{ plugin: '@storygate/nx', options }],
    }));
    await setUp();
    const text = read('AGENTS.md');
    for (const part of ['`develop`', '`work/<id>`', 'nx affected -t verify']) {
      expect(text).toContain(part);
    }
  });
});
