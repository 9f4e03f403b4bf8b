import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createRepository,
  mountReadOnly,
  mountSmallDisk,
  must,
  unmountAll,
  whereMounting,
  writeFiles,
  type Repository as TestRepository,
} from '@storygate/testing';
import { findStorageTrouble } from '../errors/storage-trouble';
import type { GatePlace } from '../gate/run-gate';
import { parseCommitSha } from '../names/object-id';
import { parsePolicy } from '../options/policy';
import { listProcesses } from '../process/list-processes';
import { requireRepository, type Repository } from '../repository/repository';
import { prepareGateWorkspace } from './gate-workspace';

const POLICY = parsePolicy(null, 'nx.json');
const onDisks = whereMounting(it);

let made: TestRepository;
let repository: Repository;
let gate: string;

beforeEach(async () => {
  made = await createRepository({ 'nx.json': '{}\n' });
  repository = await requireRepository(made.root);
  gate = join(made.folder, 'repository.stories', 'gate.trunk');
});

async function prepare(commit = 'HEAD', policy = POLICY): Promise<GatePlace> {
  const id = parseCommitSha(await made.git('rev-parse', commit));
  return prepareGateWorkspace(repository, policy, id, () => undefined);
}

const read = (path: string) => readFileSync(join(gate, path), 'utf8');

it('ends what an earlier gate left running there, however it hid', async () => {
  const { env } = await prepare();
  const left = spawn(process.execPath, ['-e', STAYS], {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(left.stdout, 'data');
  await prepare();
  expect((await listProcesses()).map(({ pid }) => pid)).not.toContain(left.pid);
});

onDisks('is no verdict on a commit that its disk has no room for', async () => {
  await made.commit('Much', { 'much.txt': randomBytes(300_000).toString('hex') });
  mkdirSync(dirname(gate));
  await mountSmallDisk(dirname(gate), 400_000);
  try {
    const failure = await prepare().catch(findStorageTrouble);
    expect(failure).toMatchObject({ code: 'DISK_FULL' });
  } finally {
    await unmountAll();
  }
  expect(await prepare()).toMatchObject({ unusable: null });
});

onDisks('is no verdict on a commit whose set-up finds no room', async () => {
  const options = { stories: { setup: ['dd if=/dev/zero of=filler bs=100k'] } };
  const plugins = [{ plugin: '@storygate/nx', options }];
  const policy = parsePolicy(JSON.stringify({ plugins }), 'nx.json');
  mkdirSync(dirname(gate));
  await mountSmallDisk(dirname(gate), 2_000_000);
  try {
    const failure = await prepare('HEAD', policy).catch(findStorageTrouble);
    expect(failure).toMatchObject({ code: 'DISK_FULL' });
    // What the set-up filled the disk with goes before the next one.
    expect(await prepare()).toMatchObject({ unusable: null });
  } finally {
    await unmountAll();
  }
});

onDisks('is no verdict on a commit whose dependencies find no room', async () => {
  made.write({
    'big/package.json': '{ "name": "big", "version": "1.0.0" }\n',
    'big/content.txt': randomBytes(1_000_000).toString('base64'),
    'package.json': '{ "name": "acme", "dependencies": { "big": "file:big-1.0.0.tgz" } }\n',
  });
  await must('npm', ['pack', './big'], { cwd: made.root });
  await must('npm', ['install', '--package-lock-only', '--offline'], { cwd: made.root });
  await made.git('add', 'package.json', 'package-lock.json', 'big-1.0.0.tgz');
  await made.git('commit', '--quiet', '-m', 'Depend on something big');
  mkdirSync(dirname(gate));
  await mountSmallDisk(dirname(gate), 2_000_000);
  try {
    const failure: unknown = await prepare().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('npm') as unknown,
    });
  } finally {
    await unmountAll();
  }
  expect(await prepare()).toMatchObject({ unusable: null });
});

onDisks.each([
  ['the folder of the stories', () => dirname(gate), 'BAD_STORIES_DIRECTORY'],
  ['the gate workspace', () => gate, 'NO_ACCESS'],
  ['its git directory', () => join(gate, '.git'), 'NO_ACCESS'],
])('refuses by name where %s is read-only', async (_, folder, code) => {
  await prepare();
  await made.commit('More', { 'more.txt': 'more\n' });
  await mountReadOnly(folder());
  try {
    const failure: unknown = await prepare().catch((error: unknown) => error);
    expect(findStorageTrouble(failure) ?? failure).toMatchObject({ kind: 'refusal', code });
  } finally {
    await unmountAll();
  }
  expect(await prepare()).toMatchObject({ unusable: null });
});

it('holds exactly the commit’s tracked content, whatever was done there', async () => {
  const files = { '.gitignore': '*.log\n', 'a.txt': 'a\n', 'b.txt': 'b\n', 'c/c.txt': 'c\n' };
  await made.commit('Add files', files);
  await prepare();
  const there = (...args: string[]) => must('git', args, { cwd: gate });
  await there('update-index', '--assume-unchanged', 'a.txt');
  await there('update-index', '--skip-worktree', 'b.txt');
  writeFiles(gate, { 'a.txt': 'lie\n', 'b.txt': 'lie\n' });
  writeFiles(gate, { 'untracked.js': 'lie\n', 'ignored.log': 'lie\n', 'c/untracked.js': 'lie\n' });
  const lie = await must('git', ['hash-object', '-w', '--stdin'], {
    cwd: made.root,
    input: 'lie\n',
  });
  for (const git of [made.git, there]) await git('replace', `HEAD:c/c.txt`, lie);
  await there('config', 'filter.lie.smudge', 'echo lie');
  writeFiles(gate, { '.git/info/attributes': '*.txt filter=lie eol=crlf\n' });

  await prepare();
  const found = readdirSync(gate, { recursive: true, encoding: 'utf8' });
  const own = found.filter((path) => !path.startsWith('.git/') && path !== '.git').sort();
  expect(own).toEqual(['.gitignore', 'a.txt', 'b.txt', 'c', 'c/c.txt', 'nx.json']);
  for (const [path, text] of Object.entries(files)) expect(read(path)).toBe(text);
});

const STAYS = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('here')";

describe('submodules', () => {
  const submodule = (root: string, ...args: string[]) =>
    must('git', ['-c', 'protocol.file.allow=always', 'submodule', ...args], { cwd: root });
  let inner: TestRepository;
  let library: TestRepository;
  let story: string;

  beforeEach(async () => {
    [inner, library] = [await createRepository(), await createRepository()];
    await submodule(library.root, '--quiet', 'add', inner.root, 'inner');
    await library.git('commit', '--quiet', '-m', 'Add inner');
    await submodule(made.root, '--quiet', 'add', '--name', 'the library', library.root, 'libs/a b');
    await submodule(made.root, 'update', '--quiet', '--init', '--recursive');
    await made.git('commit', '--quiet', '-m', 'Add the library');
    story = join(made.folder, 'story');
  });

  it('are filled from what the repository has of them, those in them too', async () => {
    expect(await prepare()).toMatchObject({ unusable: null, checks: [] });
    expect(read('libs/a b/inner/README.md')).toBe('A repository.\n');
    const status = ['status', '--porcelain', '--ignore-submodules=none'];
    expect(await must('git', status, { cwd: gate })).toBe('');
  });

  it('are filled with a commit that only a story’s worktree has, and with the next one after it', async () => {
    await made.git('worktree', 'add', '--quiet', '-b', 'story/login', story);
    await submodule(story, 'update', '--quiet', '--init', '--recursive');
    const there = { cwd: join(story, 'libs/a b') };
    await must('sh', ['-c', 'echo new > new.txt; git add new.txt; git commit -qm New'], there);
    await must('git', ['commit', '--quiet', '-am', 'Use the new library'], { cwd: story });
    await prepare();
    expect(await prepare('story/login')).toMatchObject({ unusable: null });
    expect(read('libs/a b/new.txt')).toBe('new\n');
    await prepare();
    expect(existsSync(join(gate, 'libs/a b/new.txt'))).toBe(false);
  });

  it('that are nowhere make the place unusable, with their names', async () => {
    await made.git('submodule', 'deinit', '--quiet', '--all');
    await must('rm', ['-rf', join(made.root, '.git', 'modules')], { cwd: made.root });
    const { unusable } = await prepare();
    expect(unusable).toMatch(
      /does not have submodule libs\/a b at [0-9a-f]{10}: run `git submodule/,
    );
  });

  it('leave the way free for files that take their place', async () => {
    await prepare();
    await made.git('rm', '--quiet', 'libs/a b', '.gitmodules');
    await must('rm', ['-rf', 'libs'], { cwd: made.root });
    await made.commit('Have a file instead', { libs: 'a file\n' });
    expect(await prepare()).toMatchObject({ unusable: null });
    expect(read('libs')).toBe('a file\n');
    expect(await prepare('HEAD~1')).toMatchObject({ unusable: null });
    expect(read('libs/a b/README.md')).toBe('A repository.\n');
  });
});

describe('files that git-lfs keeps', () => {
  const global = process.env['GIT_CONFIG_GLOBAL'];
  const oid = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 5\n`;

  /** Filters that do what those of git-lfs do: the content is kept elsewhere, and not looked at. */
  beforeEach(async () => {
    made.write({
      '../clean.sh': `cat > "$0.in"; grep -q '^version' "$0.in" && exec cat "$0.in"
set -- $(sha256sum "$0.in") $(wc -c < "$0.in")
printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' $1 $3\n`,
      '../kept': 'hello',
    });
    await made.commit('Keep a file elsewhere', {
      '.gitattributes': '*.bin filter=lfs\n',
      'assets/a.bin': pointer,
    });
  });
  afterEach(() => {
    process.env['GIT_CONFIG_GLOBAL'] = global;
  });

  function installFilters(): void {
    const config = join(made.folder, 'gitconfig');
    made.write({
      '../gitconfig': `[filter "lfs"]\n\tclean = sh ${made.folder}/clean.sh\n\tsmudge = cat ${made.folder}/kept\n\trequired = true\n`,
    });
    process.env['GIT_CONFIG_GLOBAL'] = config;
  }

  it('stay pointers where git-lfs is not set up, and the run says so', async () => {
    expect(await prepare()).toMatchObject({
      unusable: null,
      checks: [{ name: 'lfs-content', result: 'noted', findings: ['only pointers: assets/a.bin'] }],
    });
    expect(read('assets/a.bin')).toBe(pointer);
  });

  it('have their content where it is', async () => {
    installFilters();
    expect(await prepare()).toMatchObject({ unusable: null, checks: [] });
    expect(read('assets/a.bin')).toBe('hello');
  });

  it('make the place unusable when another content is kept for them', async () => {
    installFilters();
    made.write({ '../kept': 'hullo' });
    expect((await prepare()).unusable).toMatch(/another content .* for assets\/a\.bin$/);
  });

  it('make the place unusable when their content is nowhere', async () => {
    installFilters();
    await must('rm', ['kept'], { cwd: made.folder });
    expect((await prepare()).unusable).toMatch(/can't be checked out: .*smudge filter lfs failed/);
    made.write({ '../kept': 'hello' });
    expect(await prepare()).toMatchObject({ unusable: null });
  });
});
