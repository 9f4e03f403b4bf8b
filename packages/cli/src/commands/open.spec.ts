import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createRepository, must, storygateFromSource, type Repository } from '@storygate/testing';

let repository: Repository;
let programs: string;

/** A folder for PATH in which there is git and node, and no editor. */
beforeEach(async () => {
  repository = await createRepository({
    'nx.json': '{"plugins": ["@storygate/nx"]}',
    '.gitignore': '.env*\n',
  });
  programs = join(repository.folder, 'programs');
  mkdirSync(programs);
  for (const program of ['git', 'node', 'sh']) {
    const file = await must('which', [program], { cwd: repository.root });
    await must('ln', ['-s', file, join(programs, program)], { cwd: repository.root });
  }
});

const storygate = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  storygateFromSource(args, { cwd: repository.root, env: { PATH: programs, ...env } });

const start = (...args: string[]) =>
  storygate(['story', 'login', '--title=Log in', '--dependencies=none', ...args]);

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** An editor that tells where and with what it was started, as soon as it is. */
async function install(name: string) {
  const socket = join(repository.folder, name);
  const script = `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket)});
const said = [process.cwd(), process.env.STORYGATE_PROGRAM ?? null, ...process.argv.slice(2)];
socket.on('connect', () => socket.write(JSON.stringify(said) + '\\n'));
`;
  writeFileSync(join(programs, name), script);
  chmodSync(join(programs, name), 0o755);
  const server = createServer();
  servers.push(server);
  const said = new Promise<(string | null)[]>((resolve) => {
    server.once('connection', (connection) => {
      connection.once('data', (data) => {
        resolve(JSON.parse(data.toString()) as (string | null)[]);
        connection.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return async () => {
    const [cwd, mark, ...args] = await said;
    return { cwd, mark, args };
  };
}

describe('storygate open', () => {
  it('opens a window with the name and a colour of the story, by a file outside its tree', async () => {
    await start();
    const toldCode = await install('code');
    const end = await storygate(['open', 'login', '--editor', 'code', '--json']);
    const { cwd, args, mark } = await toldCode();
    const file = join(repository.root, '.git/storygate/stories/login/login.code-workspace');
    const path = join(repository.folder, 'repository.stories/login');
    expect([cwd, args, mark]).toEqual([path, ['--new-window', file], null]);
    expect(JSON.parse(end.stdout)).toMatchObject({ editor: 'code', path, workspaceFile: file });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      folders: [{ path }],
      settings: { 'window.title': expect.stringContaining('login: Log in') as unknown },
    });
    expect(await repository.git('-C', path, 'status', '--porcelain')).toBe('');
  });

  it('starts what STORYGATE_EDITOR says, word by word and without a shell', async () => {
    await start();
    const told = await install('edit');
    const env = { STORYGATE_EDITOR: `edit "two words" $(touch pwned) {path}` };
    expect((await storygate(['open', 'login'], env)).exitCode).toBe(0);
    const { args, cwd } = await told();
    expect(args).toEqual(['two words', '$(touch', 'pwned)', cwd]);
  });

  it('says how to go there where there is no editor, and refuses one that was named', async () => {
    await start();
    const end = await storygate(['open', 'login']);
    const path = join(repository.folder, 'repository.stories/login');
    expect([end.exitCode, end.stdout]).toEqual([0, expect.stringContaining(`  cd ${path}\n`)]);
    const named = await storygate(['open', 'login', '--editor', 'cursor']);
    expect([named.exitCode, named.stderr]).toEqual([1, expect.stringContaining('[NO_EDITOR]')]);
    await repository.git('config', 'storygate.editor', 'zed');
    const chosen = await storygate(['open', 'login']);
    expect([chosen.exitCode, chosen.stderr]).toEqual([1, expect.stringContaining('zed')]);
  });
});

describe('storygate story --open', () => {
  it('makes nothing when the editor that was named is not there', async () => {
    const end = await start('--open', 'windsurf');
    expect([end.exitCode, end.stderr]).toEqual([1, expect.stringContaining('[NO_EDITOR]')]);
    expect(await repository.git('branch', '--list', 'story/*')).toBe('');
  });

  it('opens the story in the first editor that is there', async () => {
    const toldZed = await install('zed');
    const end = await start('--open');
    const path = join(repository.folder, 'repository.stories/login');
    expect(await toldZed()).toMatchObject({ args: ['--new', path] });
    expect(end.stdout).toContain(`opening ${path} in zed`);
  });
});
