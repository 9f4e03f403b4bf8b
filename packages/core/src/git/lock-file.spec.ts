import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, start, type Repository, type Running } from '@storygate/testing';
import { listPrograms } from '../process/running-programs';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { Git } from './git';
import { isAbandoned, lockFileIn } from './lock-file';
import { changeRefs, readRef } from './refs';

const REF = 'refs/heads/main';

describe('a lock file of git’s', () => {
  let repository: Repository;
  let git: Git;
  let base: CommitSha;
  let next: CommitSha;
  let file: string;
  let holder: Running;

  /** A git has prepared a transaction that moves trunk, and waits for a file `go-on`. */
  beforeEach(async () => {
    repository = await createRepository();
    git = new Git(repository.root);
    file = join(repository.root, '.git', `${REF}.lock`);
    base = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    await repository.git('checkout', '--quiet', '--detach');
    next = parseCommitSha(await repository.commit('Next', { 'a.txt': 'a\n' }));
    const script = `{
  printf 'start\\nupdate ${REF} ${next} ${base}\\nprepare\\n'
  until [ -e go-on ]; do sleep 0.02; done
  printf 'commit\\n'
} | git update-ref --stdin`;
    holder = await start('sh', ['-c', script], { cwd: repository.root });
    await holder.printed('prepare: ok');
  });

  afterEach(async () => {
    repository.write({ 'go-on': '' });
    await holder.finished;
  });

  it('stays while the git that made it lives', async () => {
    const { mtimeMs } = statSync(file);
    expect(isAbandoned(mtimeMs, await listPrograms(), [repository.root])).toBe(false);
    const moving = changeRefs(git, [{ ref: REF, old: base, next: base }], 'wait for it');
    repository.write({ 'go-on': '' });
    expect(await moving).toBe(false);
    expect(await readRef(git, REF)).toBe(next);
  });

  it('is removed where that git was killed, and the command goes on', async () => {
    holder.signal('SIGKILL');
    await holder.finished;
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(file, hourAgo, hourAgo);
    expect(await changeRefs(git, [{ ref: REF, old: base, next }], 'land')).toBe(true);
    expect([await readRef(git, REF), existsSync(file)]).toEqual([next, false]);
  });
});

describe('lockFileIn', () => {
  it('reads what git says, and not what a remote does', () => {
    const said = `Unable to create '/a/.git/index.lock': File exists.\n\nAnother git process`;
    expect(lockFileIn(`fatal: ${said}`)).toBe('/a/.git/index.lock');
    expect(lockFileIn(`fatal: prepare: cannot lock ref 'refs/heads/main': ${said}`)).toBe(
      '/a/.git/index.lock',
    );
    expect(lockFileIn(`x\nerror: ${said}`)).toBe('/a/.git/index.lock');
    expect(lockFileIn(`remote: error: ${said}`)).toBeNull();
    expect(lockFileIn('fatal: bad revision')).toBeNull();
  });
});

describe('isAbandoned', () => {
  const madeAt = 1_000_000;
  const running = (words: string, startedAt: number, folder: string | null = '/acme') => [
    { words: words.split(' '), startedAt, folder },
  ];
  it.each([
    ['nothing is known of what runs', null, false],
    ['no git runs', running('node storygate', 0), true],
    ['a git runs since before', running('git commit', madeAt - 1), false],
    ['a git runs since about then', running('git update-ref --stdin', madeAt + 1_000), false],
    ['a git runs since later', running('git update-ref --stdin', madeAt + 60_000), true],
    ['a git runs below a worktree', running('git commit', 0, '/acme.stories/login/src'), false],
    ['a git runs nobody knows where', running('git commit', 0, null), false],
    ['a git runs elsewhere', running('git commit', 0, '/acme.stories/logins'), true],
    ['a git runs from elsewhere', running('git --git-dir=/acme/.git gc', 0, '/'), false],
    ['a client with a git of its own runs', running('gitkraken', 0, null), false],
    ['a pager shows a log', running('git -C /a -c x=y --no-pager log -p', 0), true],
    ['a daemon serves', running('git-daemon --listen=127.0.0.1', 0), true],
    ['a commit is named like a harmless command', running('git -c commit commit -m log', 0), false],
  ])('when %s', (_, programs, abandoned) => {
    expect(isAbandoned(madeAt, programs, ['/acme/.git', '/acme', '/acme.stories/login'])).toBe(
      abandoned,
    );
  });
});
