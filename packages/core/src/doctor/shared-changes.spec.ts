import { appendFileSync, existsSync, linkSync, readFileSync, rmSync } from 'node:fs';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  copyFolder,
  createRegistry,
  createRepository,
  must,
  temporaryFolder,
  writeFiles,
  type LocalRegistry,
  type Repository as Sandbox,
} from '@storygate/testing';
import type { StorygateEvent } from '../events/events';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { startStory } from '../story/start-story';
import { findSharedChanges } from './find-shared-changes';
import { mendSharedChanges } from './mend-shared-changes';

const NX = { 'bin/nx.js': "console.log('23.2.1');\n" };
let registry: LocalRegistry;
let installed: string;
let sandbox: Sandbox;
let repository: Repository;
let events: StorygateEvent[];

beforeAll(async () => {
  registry = await createRegistry();
  await registry.offer(
    { name: 'nx', version: '23.2.1', files: NX, manifest: { bin: { nx: 'bin/nx.js' } } },
    { name: 'dep', version: '1.0.0', files: { 'index.js': "exports.is = '1.0.0';\n" } },
    { name: 'dep', version: '1.1.0', files: { 'index.js': "exports.is = '1.1.0';\n" } },
    { name: 'swapped', version: '1.0.0', files: { 'index.js': 'as installed\n' } },
    { name: '@acme/other', version: '1.0.0', files: { 'index.js': 'exports.is = 1;\n' } },
  );
  installed = await install();
});
afterAll(() => registry.close());

/** A workspace whose dependencies npm has installed, made once. */
async function install(): Promise<string> {
  const folder = temporaryFolder('installed');
  writeFiles(folder, {
    'nx.json': '{ "plugins": ["@storygate/nx"] }\n',
    '.gitignore': 'node_modules\n',
    '.npmrc': `registry=${registry.url}\ncache=${temporaryFolder('npm-cache')}\n`,
    'package.json': JSON.stringify({
      private: true,
      dependencies: { nx: '23.2.1', dep: '1.0.0', swapped: '1.0.0', '@acme/other': '1.0.0' },
    }),
  });
  await npm(folder, 'install');
  return folder;
}

const npm = (cwd: string, ...args: string[]) =>
  must('npm', [...args, '--no-audit', '--no-fund'], { cwd });

beforeEach(async () => {
  events = [];
  sandbox = await createRepository();
  await copyFolder(installed, sandbox.root);
  await sandbox.git('add', '--all');
  await sandbox.git('commit', '--quiet', '-m', 'Lock dependencies');
  repository = await requireRepository(sandbox.root);
});

async function start(id: string, base: string | null = null): Promise<string> {
  const request = {
    id: parseStoryId(id),
    title: null,
    brief: null,
    dependencies: null,
    setup: 'run' as const,
    ports: null,
    base,
  };
  const trunk = await requireTrunk(repository);
  return (await startStory(repository, trunk, request, (event) => events.push(event))).path;
}

async function find() {
  return findSharedChanges(repository, (await requireTrunk(repository)).policy.options);
}

async function mend() {
  const { policy } = await requireTrunk(repository);
  await mendSharedChanges(repository, policy.options, (event) => events.push(event));
}

const dep = (checkout: string) => join(checkout, 'node_modules/dep/index.js');
const other = (checkout: string) => join(checkout, 'node_modules/@acme/other/index.js');
const inode = (file: string) => statSync(file).ino;
const read = (file: string) => readFileSync(file, 'utf8');

describe('dependencies that stories share', () => {
  it('are one file until one is changed in place, and then each checkout gets its own', async () => {
    const login = await start('login');
    expect(inode(dep(login))).toBe(inode(dep(sandbox.root)));
    expect(inode(join(login, 'node_modules/.package-lock.json'))).not.toBe(
      inode(join(sandbox.root, 'node_modules/.package-lock.json')),
    );
    expect(await find()).toEqual([]);

    appendFileSync(dep(login), '// debugging\n');
    const later = await start('later');
    expect(read(dep(later))).toContain('debugging');
    expect(await find()).toEqual([
      {
        path: 'node_modules/dep/index.js',
        keepers: [login],
        others: expect.arrayContaining([sandbox.root, later]) as unknown,
      },
    ]);

    await mend();
    expect(read(dep(login))).toContain('debugging');
    for (const checkout of [sandbox.root, later])
      expect(read(dep(checkout))).toBe("exports.is = '1.0.0';\n");
    expect(statSync(dep(login)).nlink).toBe(1);
    expect(inode(other(login))).toBe(inode(other(sandbox.root)));
    expect(await find()).toEqual([]);
  });

  it('are not changed where one story installed what another then links from the same store', async () => {
    const [login, later] = [await start('login'), await start('later')];
    const added = (checkout: string) => join(checkout, 'node_modules/dep/added.js');
    writeFileSync(added(login), 'exports.is = 2;\n');
    linkSync(added(login), added(later));
    expect(await find()).toEqual([]);
    utimesSync(added(login), new Date(), new Date(Date.now() + 60_000));
    expect(await find()).toHaveLength(1);
  });

  it('keep what can’t be restored, and say what to type', async () => {
    writeFileSync(join(sandbox.root, 'node_modules/dep/built.js'), 'built\n');
    const login = await start('login');
    appendFileSync(join(login, 'node_modules/dep/built.js'), 'changed\n');
    await mend();
    expect(events).toContainEqual({
      type: 'warning',
      code: 'ORIGINAL_NOT_FOUND',
      message: expect.stringContaining(
        `rm -r ${join(sandbox.root, 'node_modules/dep')}`,
      ) as unknown,
    });
    expect(await find()).toHaveLength(1);
  });

  it('are not restored from another package of that name and version', async () => {
    const login = await start('login');
    appendFileSync(join(login, 'node_modules/swapped/index.js'), 'changed\n');
    const files = { 'index.js': 'another\n', 'more.js': 'another\n' };
    await registry.offer({ name: 'swapped', version: '1.0.0', files });
    const cache = join(sandbox.folder, 'cache');
    sandbox.write({ '.npmrc': `registry=${registry.url}\ncache=${cache}\n` });
    for (const record of ['read', 'missing']) {
      if (record === 'missing') rmSync(join(sandbox.root, 'node_modules/.package-lock.json'));
      await mend();
      expect(events.at(-1)).toMatchObject({
        code: 'ORIGINAL_NOT_FOUND',
        message: expect.stringContaining('is not the one that was installed') as unknown,
      });
    }
    expect(read(join(sandbox.root, 'node_modules/swapped/index.js'))).toContain('as installed');
  });

  it('differ where the lockfile does, and nothing of the main checkout changes', async () => {
    await sandbox.git('checkout', '--quiet', '-b', 'next');
    await npm(sandbox.root, 'install', '--package-lock-only', 'dep@1.1.0');
    await sandbox.git('commit', '--quiet', '--all', '-m', 'Raise dep');
    await sandbox.git('checkout', '--quiet', 'main');
    const before = read(join(sandbox.root, 'node_modules/.package-lock.json'));

    const [raised, plain] = [await start('raised', 'next'), await start('plain')];
    expect([raised, plain, sandbox.root].map((checkout) => read(dep(checkout)))).toEqual([
      "exports.is = '1.1.0';\n",
      "exports.is = '1.0.0';\n",
      "exports.is = '1.0.0';\n",
    ]);
    expect(inode(other(raised))).toBe(inode(other(sandbox.root)));
    expect(read(join(sandbox.root, 'node_modules/.package-lock.json'))).toBe(before);
    expect(await sandbox.git('-C', raised, 'status', '--porcelain')).toBe('');
    expect(await find()).toEqual([]);
  });

  it('are what the lockfile says, though the main checkout has a newer one than it installed', async () => {
    const raising = await start('raising');
    await npm(raising, 'install', 'dep@1.1.0');
    await sandbox.git('-C', raising, 'commit', '--quiet', '--all', '-m', 'Raise dep');
    // As if it had landed, which is not what this is about.
    await sandbox.git('-c', 'core.hooksPath=/dev/null', 'merge', '--quiet', 'story/raising');
    expect(read(dep(await start('login')))).toBe("exports.is = '1.1.0';\n");
    expect(read(dep(sandbox.root))).toBe("exports.is = '1.0.0';\n");
  });

  it('are not installed from a lockfile that does not parse, and nothing is left behind', async () => {
    await sandbox.git('checkout', '--quiet', '-b', 'damaged');
    await sandbox.commit('Damage', { 'package-lock.json': '<<<<<<< HEAD\n' });
    await sandbox.git('checkout', '--quiet', 'main');
    await expect(start('login', 'damaged')).rejects.toMatchObject({ code: 'BAD_LOCKFILE' });
    expect(existsSync(join(sandbox.folder, 'repository.stories/login'))).toBe(false);
    expect(await sandbox.git('branch', '--list', 'story/*')).toBe('');
  });
});
