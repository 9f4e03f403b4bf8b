import { join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { Interrupted, interruption } from '../process/interruption';
import { Git, WITHOUT_LIBRARY, type GitManner } from './git';
import { GitFailed } from './git-failed';
import { runWithSimpleGit } from './run-with-simple-git';

let repository: Repository;
let git: Git;

beforeAll(async () => {
  repository = await createRepository({ 'a.txt': 'a\n' });
});

/** What a promise was rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const answer = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (answer === null) throw new Error('it did not fail');
  return answer;
}

const BY_LIBRARY: GitManner = { run: runWithSimpleGit, stopping: interruption };

describe.each([
  ['by simple-git', BY_LIBRARY],
  ['without the library', WITHOUT_LIBRARY],
])('Git %s', (_, manner) => {
  beforeAll(() => {
    git = new Git(repository.root, {}, manner);
  });

  it('answers with all of standard output, as git wrote it', async () => {
    expect(await git.run(['cat-file', 'blob', 'HEAD:a.txt'])).toBe('a\n');
    expect(await git.line(['rev-list', '--max-count=1', 'HEAD', '--format=%s'])).toMatch(
      /^commit /,
    );
  });

  it('is not held up by a command that prints nothing', async () => {
    const spans: number[] = [];
    for (let run = 0; run < 8; run++) {
      const started = performance.now();
      await git.run(['merge-base', '--is-ancestor', 'HEAD', 'HEAD']);
      spans.push(performance.now() - started);
    }
    expect(Math.min(...spans)).toBeLessThan(50);
  });

  it('waits for output that comes after the process has ended, as on a busy machine', async () => {
    await repository.git('config', 'alias.late', '!(sleep 0.3; echo late) & exit 0');
    expect(await git.run(['late'])).toBe('late\n');
  });

  it('asks: exit 0 is yes, exit 1 is no, anything else fails', async () => {
    await repository.git('branch', '--force', 'side');
    expect(await git.asks(['show-ref', '--verify', '--quiet', 'refs/heads/side'])).toBe(true);
    expect(await git.asks(['show-ref', '--verify', '--quiet', 'refs/heads/none'])).toBe(false);
    expect(
      await failureOf(git.asks(['merge-base', '--is-ancestor', 'HEAD', 'none'])),
    ).toMatchObject({
      exitCode: 128,
    });
  });

  it('takes exit 1 for a failure where it was not named as an answer, even when git says nothing', async () => {
    const args = ['rev-parse', '--verify', '--quiet', 'refs/heads/none'];
    expect(await git.answer(args, [0, 1])).toEqual({ exitCode: 1, stdout: '' });
    expect(await failureOf(git.run(args))).toMatchObject({ exitCode: 1, stderr: '' });
  });

  it('carries arguments, place, exit code and standard error in a failure', async () => {
    const args = ['rev-parse', '--verify', 'refs/heads/none'];
    const failure = await failureOf(git.run(args));
    expect(failure).toBeInstanceOf(GitFailed);
    expect(failure).toMatchObject({
      kind: 'git',
      code: 'GIT_FAILED',
      exitCode: 128,
      message: 'git rev-parse failed with exit code 128: fatal: Needed a single revision',
      hints: [`It ran as \`git ${args.join(' ')}\` in ${repository.root}`],
      facts: {
        args,
        cwd: repository.root,
        exitCode: 128,
        stderr: 'fatal: Needed a single revision\n',
      },
    });
  });

  it('hands a command its input', async () => {
    const blob = await git.line(['hash-object', '--stdin'], { input: 'a\n' });
    expect(blob).toBe(await repository.git('rev-parse', 'HEAD:a.txt'));
  });

  it('ends an empty input too', async () => {
    const empty = await repository.git('hash-object', '/dev/null');
    expect(await git.line(['hash-object', '--stdin'], { input: '' })).toBe(empty);
  });

  it('passes arguments on as they are, without a shell', async () => {
    const odd = 'x $(touch pwned) "quoted" \'single\' ; &';
    await git.run(['commit', '--allow-empty', '--quiet', '-m', odd]);
    expect(await git.line(['log', '-1', '--format=%s'])).toBe(odd);
  });

  it('stays at its place whatever GIT_DIR, GIT_INDEX_FILE and GIT_WORK_TREE a hook inherits', async () => {
    const other = await createRepository({ 'other.txt': 'o\n' });
    const inherited = {
      GIT_DIR: join(other.root, '.git'),
      GIT_INDEX_FILE: join(other.root, '.git', 'index'),
      GIT_WORK_TREE: other.root,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
    };
    Object.assign(process.env, inherited);
    try {
      expect(await git.line(['rev-parse', '--show-toplevel'])).toBe(repository.root);
      expect(await git.line(['ls-files'])).toBe('a.txt');
      expect(await git.line(['config', '--get', 'core.bare'])).toBe('false');
    } finally {
      for (const name of Object.keys(inherited)) delete process.env[name];
    }
  });

  it('keeps the environment it is given, at another place too', async () => {
    const index = join(repository.folder, 'other-index');
    const elsewhere = git.with({ GIT_INDEX_FILE: index }).at(repository.root);
    expect(await elsewhere.run(['ls-files'])).toBe('');
    expect(await git.run(['ls-files'])).toBe('a.txt\n');
  });

  it('fails for a folder that is not there', async () => {
    await expect(
      (async () => git.at(join(repository.root, 'nowhere')).run(['status']))(),
    ).rejects.toThrow(/nowhere|does not exist/);
  });

  it('stops what is under way when the user asks, unless it is shielded', async () => {
    const stop = new AbortController();
    const stoppable = new Git(repository.root, {}, { ...manner, stopping: stop.signal });
    const waiting = stoppable.run(['-c', 'alias.wait=!read line', 'wait']);
    stop.abort();
    expect(await failureOf(waiting)).toBeInstanceOf(Interrupted);
    expect(await stoppable.shielded().line(['rev-parse', '--is-bare-repository'])).toBe('false');
  });
});
