import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, type Finished } from '../process/run';
import { createProtectedRepository, type ProtectedRepository } from './protected-repository';

let repository: ProtectedRepository;
beforeAll(async () => {
  repository = await createProtectedRepository('local');
});
afterEach(() => repository.restore());

const ZERO = '0'.repeat(40);

/** Starts the installed hook as git does. */
function hook(input: string, state = 'prepared'): Promise<Finished> {
  const script = join(repository.root, '.git', 'storygate', 'hooks', 'reference-transaction');
  return run(script, [state], { cwd: repository.root, input });
}

describe('what git tells the hook', () => {
  it.each([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['words that name no ref', 'garbage\n'],
    [
      'a ref whose name only starts as trunk’s does',
      `${ZERO} ${'1'.repeat(40)} refs/heads/main2\n`,
    ],
    ['trunk’s name in another place', `${ZERO} ${'1'.repeat(40)} refs/remotes/x/refs/heads/main\n`],
  ])('passes %s', async (_, input) => {
    expect(await hook(input)).toMatchObject({ exitCode: 0, output: '' });
  });

  it.each([
    ['a new value that is no id', `${ZERO} hello refs/heads/main\n`],
    ['an id that is cut off', `${ZERO} ${'1'.repeat(39)} refs/heads/main\n`],
    ['empty text for a new value', `${ZERO} ref: refs/heads/main\n`],
    ['a commit that is not there', `${ZERO} ${'1'.repeat(40)} refs/heads/main\n`],
    ['no newline at the end', `${ZERO} ${ZERO} refs/heads/main`],
    ['spaces around', `  ${ZERO}   ${ZERO}   refs/heads/main\n`],
    ['trunk after ten thousand others', `${others(10_000)}${ZERO} ${ZERO} refs/heads/main\n`],
  ])('refuses trunk with %s', async (_, input) => {
    const { exitCode, output } = await hook(input);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/^error: .* \[[A-Z_]+\]$/m);
  });

  it('says nothing before git has prepared the change, and nothing afterwards', async () => {
    for (const state of ['committed', 'aborted', 'preparing']) {
      expect(await hook(`${ZERO} ${ZERO} refs/heads/main\n`, state)).toMatchObject({ exitCode: 0 });
    }
  });
});

function others(count: number): string {
  return Array.from({ length: count }, (_, n) => `${ZERO} ${'1'.repeat(40)} refs/tags/${n}\n`).join(
    '',
  );
}

it('lets refs with odd names come and go', async () => {
  const { git, root } = repository;
  for (const name of [
    "it's",
    '$(touch pwned)',
    '`touch pwned`',
    'ünï/cödé',
    '-x',
    'a;b|c&d',
    '%s"',
  ]) {
    const ref = `refs/heads/${name.replaceAll(' ', '-')}`;
    await git('update-ref', ref, 'HEAD');
    await git('update-ref', '-d', ref);
  }
  expect(await run('ls', [], { cwd: root })).toMatchObject({
    stdout: expect.not.stringContaining('pwned'),
  });
});

it('refuses trunk by a name that only the case tells apart, where the file system ignores case', async () => {
  const { git, root, story } = repository;
  const branch = (...args: string[]) => run('git', ['branch', ...args], { cwd: root });
  await git('branch', 'MAIN', 'story/login');
  await git('branch', '-D', 'MAIN');
  await git('config', 'core.ignorecase', 'true');
  await repository.arm();
  const refused = await branch('MAIN', 'story/login');
  expect(refused.stderr).toContain('[TRUNK_PROTECTED]');
  expect(refused.exitCode).not.toBe(0);
  expect(await branch('other', 'story/login')).toMatchObject({ exitCode: 0, output: '' });
  expect(await git('-C', story, 'commit', '--quiet', '--allow-empty', '-m', 'x')).toBe('');
});

it('looks through 3,000 refs in one transaction, and refuses all of them with trunk among them', async () => {
  const { git, tryGit } = {
    ...repository,
    tryGit: (args: string[], input: string) => run('git', args, { cwd: repository.root, input }),
  };
  const creates = Array.from({ length: 3_000 }, (_, n) => `create refs/many/${n} {feat}\n`)
    .join('')
    .replaceAll('{feat}', await git('rev-parse', 'story/login'));
  const trunk = `update refs/heads/main ${await git('rev-parse', 'story/login')}\n`;
  const refused = await tryGit(['update-ref', '--stdin'], creates + trunk);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain('[TRUNK_PROTECTED]');
  expect(await git('for-each-ref', 'refs/many')).toBe('');
  const passed = await tryGit(['update-ref', '--stdin'], creates);
  expect(passed).toMatchObject({ exitCode: 0, output: '' });
});

describe('a hook that can’t ask', () => {
  /** A PATH on which git and a shell are, and node is not; git's own folder has none either. */
  const withoutNode = () => {
    const folder = join(repository.folder, 'site', 'bin');
    mkdirSync(folder);
    for (const name of ['git', 'sh', 'cat', 'ps']) symlinkSync(which(name), join(folder, name));
    return { PATH: folder };
  };
  const attempt = (args: readonly string[], cwd: string, env = {}) =>
    run('git', args, { cwd, env });

  it('uses the node that armed the worktrees where PATH has none', async () => {
    const { root, story } = repository;
    const env = withoutNode();
    const merged = await attempt(['merge', '--ff-only', 'story/login'], root, env);
    expect(merged.stderr).toContain('[TRUNK_PROTECTED]');
    expect(await attempt(['commit', '--allow-empty', '-m', 'x'], story, env)).toMatchObject({
      exitCode: 0,
    });
  });

  it('refuses trunk and passes the rest where that node is gone too', async () => {
    const { root, story } = repository;
    const script = join(root, '.git', 'storygate', 'hooks', 'reference-transaction');
    const text = readFileSync(script, 'utf8');
    writeFileSync(script, text.replace(`node='${process.execPath}'`, `node='/nowhere/node'`));
    await refusesTrunkOnly(root, story, withoutNode());
  });

  it('refuses trunk and passes the rest where the main checkout’s dependencies are gone', async () => {
    const { root, story } = repository;
    rmSync(join(root, 'node_modules'), { recursive: true });
    await refusesTrunkOnly(root, story, {});
  });

  async function refusesTrunkOnly(root: string, story: string, env: NodeJS.ProcessEnv) {
    const tip = await repository.git('rev-parse', 'main');
    const merged = await attempt(['merge', '--ff-only', 'story/login'], root, env);
    expect(merged.exitCode).not.toBe(0);
    expect(merged.stderr).toMatch(/^error: trunk may not move: .* \[HOOK_BROKEN\]\nhint: /m);
    expect(await repository.git('rev-parse', 'main')).toBe(tip);
    const committed = await attempt(['commit', '--allow-empty', '-m', 'x'], story, env);
    expect(committed).toMatchObject({ exitCode: 0 });
  }
});

function which(name: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => readable(file));
  if (found === undefined) throw new Error(`${name} is not on PATH`);
  return found;
}

function readable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

it('refuses to arm where the hooks’ folder can’t be written, and the doctor says so', async () => {
  const hooks = join(repository.root, '.git', 'storygate', 'hooks');
  rmSync(hooks, { recursive: true });
  writeFileSync(
    hooks,
    'A file in its place: the system’s refusal, which root would not get from permissions.\n',
  );
  const mended = await repository.storygate('doctor', '--fix');
  expect(mended.exitCode).toBe(1);
  expect(mended.stderr).toMatch(/^error: .*storygate\/hooks.* \[HOOKS_UNWRITABLE\]\nhint: /m);
  expect((await repository.storygate('doctor')).output).toContain('[STALE_HOOKS]');
});

it('protects a sha256 repository', async () => {
  const sha256 = await createProtectedRepository('local', ['--object-format=sha256']);
  const { root, story } = sha256;
  const merged = await run('git', ['merge', '--ff-only', 'story/login'], { cwd: root });
  expect(merged.stderr).toContain('[TRUNK_PROTECTED]');
  await sha256.git('reset', '--quiet', '--merge');
  const feat = await sha256.git('-C', story, 'rev-parse', 'HEAD');
  expect(feat).toHaveLength(64);
  expect(await sha256.storygate('audit')).toMatchObject({ exitCode: 0 });
  await sha256.attest(feat);
  await sha256.git('merge', '--quiet', '--ff-only', 'story/login');
  expect(await sha256.storygate('audit')).toMatchObject({ exitCode: 0 });
});
