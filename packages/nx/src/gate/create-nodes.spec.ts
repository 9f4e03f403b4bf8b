import type { CreateNodesResult, TargetConfiguration } from '@nx/devkit';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { createNodes } from './create-nodes';

type Files = Readonly<Record<string, string>>;

/** Makes a workspace of these files, asks the plugin, and answers each root's targets. */
async function infer(
  files: Files,
  options?: unknown,
): Promise<Record<string, Record<string, TargetConfiguration>>> {
  const workspaceRoot = temporaryFolder('workspace');
  writeFiles(workspaceRoot, files);
  const configFiles = Object.keys(files).filter((file) => /(project|package)\.json$/.test(file));
  const nodes = await createNodes[1](configFiles, options, {
    workspaceRoot,
    nxJsonConfiguration: {},
  });
  const projects = nodes.map(([, result]: readonly [string, CreateNodesResult]) => result.projects);
  return Object.fromEntries(
    projects.flatMap((byRoot) =>
      Object.entries(byRoot ?? {}).map(([root, project]) => [root, project.targets ?? {}]),
    ),
  );
}

const json = (value: unknown): string => JSON.stringify(value);
const npmRoot = json({ name: 'acme', workspaces: ['libs/*'] });

test('every project.json has a gate that depends on the constituents and is never cached', async () => {
  const projects = await infer({ 'libs/cart/project.json': json({ name: 'cart' }) });
  expect(projects).toEqual({
    'libs/cart': {
      gate: {
        executor: 'nx:noop',
        dependsOn: ['lint', 'typecheck', 'test', 'build'],
        cache: false,
        options: { targets: ['lint', 'typecheck', 'test', 'build'] },
        metadata: {
          description: 'What must pass before this project may land: lint, typecheck, test, build',
          technologies: ['storygate'],
        },
      },
    },
  });
});

test.each<[string, Files, string[]]>([
  ['npm workspaces', { 'package.json': npmRoot }, ['libs/cart']],
  [
    'workspaces in the object form',
    { 'package.json': json({ name: 'acme', workspaces: { packages: ['libs/*'] } }) },
    ['libs/cart'],
  ],
  [
    'pnpm-workspace.yaml',
    {
      'package.json': json({ name: 'acme' }),
      'pnpm-workspace.yaml': 'packages:\n  - libs/*\n  - "!libs/shop"\n',
    },
    ['libs/cart'],
  ],
  ['no workspaces', { 'package.json': json({ name: 'acme' }) }, []],
  [
    'a root that is a project by its own nx key',
    { 'package.json': json({ name: 'acme', workspaces: ['libs/*'], nx: {} }) },
    ['.', 'libs/cart'],
  ],
])('a package.json is a project only as Nx sees it: %s', async (_name, root, expected) => {
  const projects = await infer({
    ...root,
    'libs/cart/package.json': json({ name: 'cart' }),
    'libs/cart/fixtures/package.json': json({ name: 'fixture' }),
    'vendored/package.json': json({ name: 'vendored' }),
  });
  expect(Object.keys(projects).sort()).toEqual(expected);
});

test('a folder with both files is one project, and so is a root with a project.json', async () => {
  const projects = await infer({
    'package.json': npmRoot,
    'project.json': json({ name: 'acme' }),
    'libs/cart/package.json': json({ name: 'cart' }),
    'libs/cart/project.json': json({ name: 'cart' }),
  });
  expect(Object.keys(projects).sort()).toEqual(['.', 'libs/cart']);
});

test('the options name the gate and its constituents', async () => {
  const projects = await infer(
    { 'libs/cart/project.json': json({ name: 'cart' }) },
    { gate: { targetName: 'verify', targets: ['test'] } },
  );
  expect(Object.keys(projects['libs/cart'] ?? {})).toEqual(['verify']);
  expect(projects['libs/cart']?.['verify']?.dependsOn).toEqual(['test']);
});

test.each([
  [{ gate: { target: ['test'] } }, 'gate.target'],
  [{ gate: { targets: 'test' } }, 'gate.targets'],
])('an option that is not one is refused by its path: %j', async (options, path) => {
  const refused = infer({ 'libs/cart/project.json': '{}' }, options);
  await expect(refused).rejects.toMatchObject({
    message: expect.stringContaining(path),
    stack: '',
  });
});
