import { appendFileSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { must, run } from '../process/run';
import { storygateFromSource } from '../process/storygate-from-source';
import { createRegistry, type LocalRegistry } from '../registry/local-registry';
import { createRepository, type Repository } from '../repository/repository';

const PROGRAMS = ['pnpm@10.34.9', '@yarnpkg/cli-dist@4'];

/** Each package manager's settings, and how it installs and raises a dependency in the main checkout. */
const MANAGERS = [
  {
    name: 'npm',
    settings: (url: string) => ({ '.npmrc': `registry=${url}\n` }),
    install: ['npm', 'install', '--no-audit', '--no-fund'],
    raise: ['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund'],
  },
  {
    name: 'pnpm',
    settings: (url: string) => ({
      '.npmrc': `registry=${url}\n`,
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    }),
    install: ['pnpm', 'install'],
    raise: ['pnpm', 'install', '--lockfile-only'],
  },
  {
    name: 'yarn',
    settings: (url: string) => ({
      'yarn.lock': '',
      '.npmrc': `registry=${url}\n`,
      '.yarnrc.yml': [
        'nodeLinker: node-modules',
        `npmRegistryServer: ${url}`,
        'unsafeHttpWhitelist: [localhost]',
        'enableTelemetry: false',
        'npmMinimalAgeGate: 0',
        'enableImmutableInstalls: false',
        '',
      ].join('\n'),
    }),
    install: ['yarn', 'install'],
    raise: ['yarn', 'install', '--mode=update-lockfile'],
  },
] as const;

let registry: LocalRegistry;
let programs: string;

beforeAll(async () => {
  programs = temporaryFolder('package-managers');
  await must('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...PROGRAMS], {
    cwd: programs,
  });
  registry = await createRegistry();
  const nx = { 'bin/nx.js': "console.log('23.2.1');\n" };
  await registry.offer(
    { name: 'nx', version: '23.2.1', files: nx, manifest: { bin: { nx: 'bin/nx.js' } } },
    { name: 'dep', version: '1.0.0', files: { 'index.js': "exports.is = '1.0.0';\n" } },
    { name: 'dep', version: '1.1.0', files: { 'index.js': "exports.is = '1.1.0';\n" } },
  );
});
afterAll(() => registry.close());

describe.each(MANAGERS)('stories of a workspace of $name', (manager) => {
  let sandbox: Repository;
  let env: NodeJS.ProcessEnv;
  const call = ([file, ...args]: readonly string[], cwd = sandbox.root) =>
    must(file ?? '', args, { cwd, env });
  const storygate = async (...args: string[]) => {
    const { exitCode, stdout, output } = await storygateFromSource(args, {
      cwd: sandbox.root,
      env,
    });
    if (exitCode !== 0) throw new Error(output);
    return stdout;
  };
  const start = async (...args: string[]) =>
    (JSON.parse(await storygate('story', ...args, '--json')) as { path: string }).path;
  const write = (dep: string) =>
    sandbox.write({
      'package.json': JSON.stringify({
        name: 'acme',
        private: true,
        workspaces: ['packages/*'],
        dependencies: { nx: '23.2.1', dep },
      }),
    });
  const commit = async (message: string) => {
    await sandbox.git('add', '--all');
    await sandbox.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', message);
  };
  const dep = (checkout: string) => join(checkout, 'node_modules/dep/index.js');
  const read = (file: string) => readFileSync(file, 'utf8');

  beforeAll(async () => {
    sandbox = await createRepository();
    env = {
      PATH: `${join(programs, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      XDG_DATA_HOME: join(sandbox.folder, 'data'),
      XDG_CACHE_HOME: join(sandbox.folder, 'cache'),
      YARN_GLOBAL_FOLDER: join(sandbox.folder, 'yarn'),
      npm_config_cache: join(sandbox.folder, 'npm'),
    };
    const lib = JSON.stringify({
      name: '@acme/lib',
      version: '1.0.0',
      dependencies: { dep: '1.1.0' },
    });
    const app = { name: '@acme/app', version: '1.0.0', dependencies: { '@acme/lib': '1.0.0' } };
    const linked = manager.name === 'npm' ? '1.0.0' : 'workspace:*';
    sandbox.write({
      ...manager.settings(registry.url),
      'nx.json': '{ "plugins": ["@storygate/nx"] }\n',
      '.gitignore': 'node_modules\n.yarn\n',
      'packages/lib/package.json': lib,
      'packages/lib/index.js': 'exports.from = __dirname;\n',
      'packages/app/package.json': JSON.stringify({
        ...app,
        dependencies: { '@acme/lib': linked },
      }),
    });
    write('1.0.0');
    await call(manager.install);
    await commit('Install');
    await sandbox.git('checkout', '--quiet', '-b', 'next');
    write('1.1.0');
    await call(manager.raise);
    await commit('Raise dep');
    await sandbox.git('checkout', '--quiet', 'main');
  });

  it('have what their lockfiles say, and resolve workspace packages inside themselves', async () => {
    const login = await start('login');
    const raised = await start('raised', '--base', 'next');
    expect([login, raised, sandbox.root].map((checkout) => read(dep(checkout)))).toEqual([
      "exports.is = '1.0.0';\n",
      "exports.is = '1.1.0';\n",
      "exports.is = '1.0.0';\n",
    ]);
    for (const story of [login, raised]) {
      const resolve = `console.log(require.resolve('@acme/lib/index.js', { paths: ['${story}/packages/app'] }),
        require('module').createRequire('${story}/packages/lib/index.js')('dep').is)`;
      const { stdout } = await run(process.execPath, ['-e', resolve], { cwd: story });
      expect(stdout.trim()).toBe(`${realpathSync(story)}/packages/lib/index.js 1.1.0`);
      expect(await sandbox.git('-C', story, 'status', '--porcelain')).toBe('');
    }
  });

  it('get a file of their own when one was changed in place', async () => {
    const login = join(sandbox.folder, 'repository.stories/login');
    expect(statSync(dep(login)).ino).toBe(statSync(dep(sandbox.root)).ino);
    appendFileSync(dep(login), '// mine\n');
    expect(await storygate('doctor', '--fix')).not.toContain('SHARED_FILE_CHANGED');
    expect(read(dep(login))).toBe("exports.is = '1.0.0';\n// mine\n");
    expect(read(dep(sandbox.root))).toBe("exports.is = '1.0.0';\n");
    expect(statSync(dep(login)).ino).not.toBe(statSync(dep(sandbox.root)).ino);
  });
});
