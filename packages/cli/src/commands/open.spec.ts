import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  must,
  recordProgram,
  storygateFromSource,
  type Repository,
} from '@storygate/testing';

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

describe('storygate open', () => {
  it('opens a window with the name and a colour of the story, by a file outside its tree', async () => {
    await start();
    const toldCode = await recordProgram(programs, 'code');
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
    const told = await recordProgram(programs, 'edit');
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
    const toldZed = await recordProgram(programs, 'zed');
    const end = await start('--open');
    const path = join(repository.folder, 'repository.stories/login');
    expect(await toldZed()).toMatchObject({ args: ['--new', path] });
    expect(end.stdout).toContain(`opening ${path} in zed`);
  });
});
