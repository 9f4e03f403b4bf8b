import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  run,
  sourceScript,
  start,
  type Repository,
  type Running,
} from '@storygate/testing';
import { Git } from '../git/git';
import { readLockOwner, withLock } from './lock';

let repository: Repository;
let git: Git;

beforeEach(async () => {
  repository = await createRepository();
  git = new Git(repository.root);
});

/** A process that takes the lock, says so, and gives it back when it is told to (SIGUSR2). */
const HOLDER = `
const { Git } = source('git/git');
const { withLock } = source('state/lock');
const told = new Promise((resolve) => process.on('SIGUSR2', resolve));
const alive = setInterval(() => {}, 1e6);
await withLock(new Git(args[0]), 'gate', (event) => console.log(event.type, event.pid), async () => {
  console.log('holding', process.pid);
  await told;
});
clearInterval(alive);
`;

function holder(): Promise<Running> {
  return start(process.execPath, sourceScript('core', HOLDER, [repository.root]), {
    cwd: repository.root,
    timeout: 25_000,
  });
}

async function ownerPid(): Promise<number | null> {
  return (await readLockOwner(git, 'gate'))?.pid ?? null;
}

describe('withLock', () => {
  it('holds the lock while it works, and gives it back, also when the work fails', async () => {
    const held = await withLock(git, 'gate', () => undefined, ownerPid);
    expect(held).toBe(process.pid);
    expect(await ownerPid()).toBeNull();
    const failing = withLock(
      git,
      'gate',
      () => undefined,
      () => Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await ownerPid()).toBeNull();
  });

  it('is one lock for each name', async () => {
    const inner = await withLock(
      git,
      'gate',
      () => undefined,
      () =>
        withLock(
          git,
          'stories',
          () => undefined,
          () => Promise.resolve('both'),
        ),
    );
    expect(inner).toBe('both');
  });

  it('is held by one process at a time: a second one says whom it waits for, and comes next', async () => {
    const first = await holder();
    await first.printed('holding');
    const pid = await ownerPid();
    const second = await holder();
    await second.printed(`waiting ${pid}`);
    expect(await ownerPid()).toBe(pid);
    first.signal('SIGUSR2');
    await second.printed('holding');
    expect((await first.finished).exitCode).toBe(0);
    expect(await ownerPid()).not.toBe(pid);
    second.signal('SIGUSR2');
    expect((await second.finished).exitCode).toBe(0);
    expect(await ownerPid()).toBeNull();
  });

  it('loses no update of processes that write the same file in turn', async () => {
    const file = join(repository.folder, 'count');
    writeFileSync(file, '0');
    const script = `
      const { readFileSync, writeFileSync } = require('node:fs');
      const { Git } = source('git/git');
      const { withLock } = source('state/lock');
      for (let n = 0; n < 4; n++) {
        await withLock(new Git(args[0]), 'stories', () => {}, async () => {
          const count = Number(readFileSync(args[1], 'utf8'));
          await new Promise(setImmediate);
          writeFileSync(args[1], String(count + 1));
        });
      }`;
    const ends = await Promise.all(
      [1, 2, 3].map(() =>
        run(process.execPath, sourceScript('core', script, [repository.root, file]), {
          cwd: repository.root,
        }),
      ),
    );
    expect(ends.map(({ output }) => output)).toEqual(['', '', '']);
    expect(readFileSync(file, 'utf8')).toBe('12');
  });

  it('of whom nobody can tell is taken by nobody', async () => {
    const blob = await git.line(['hash-object', '-w', '--stdin'], { input: 'me' });
    await repository.git('update-ref', 'refs/storygate/lock/gate', blob);
    const taking = withLock(git, 'gate', () => undefined, ownerPid);
    await expect(taking).rejects.toMatchObject({ kind: 'refusal', code: 'LOCK_DAMAGED' });
    expect(await repository.git('rev-parse', 'refs/storygate/lock/gate')).toBe(blob);
  });

  it('is taken over from a process that was killed, without waiting', async () => {
    const killed = await holder();
    await killed.printed('holding');
    killed.signal('SIGKILL');
    await killed.finished;
    expect(await ownerPid()).not.toBeNull();
    const events: string[] = [];
    const owner = await withLock(git, 'gate', ({ type }) => events.push(type), ownerPid);
    expect(owner).toBe(process.pid);
    expect(events).toEqual([]);
  });

  it('is not taken over from a process that is stopped', async () => {
    const stopped = await holder();
    await stopped.printed('holding');
    const pid = await ownerPid();
    stopped.signal('SIGSTOP');
    const waiting = await holder();
    await waiting.printed(`waiting ${pid}`);
    expect(await ownerPid()).toBe(pid);
    waiting.signal('SIGKILL');
    await waiting.finished;
    stopped.signal('SIGCONT');
    stopped.signal('SIGUSR2');
    expect((await stopped.finished).exitCode).toBe(0);
    expect(await ownerPid()).toBeNull();
  });
});
