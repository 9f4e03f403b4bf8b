import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  fillDisk,
  mountReadOnly,
  mountSmallDisk,
  temporaryFolder,
  unmountAll,
  unmountLast,
  whereMounting,
  type Repository,
} from '@storygate/testing';
import { Git } from '../git/git';
import { bringAlong } from './bring-along';
import { detach } from './trunk-checkouts';

const MAIN = 'refs/heads/main';
const BLOCK = 4096;

/** Some are rewritten, some are new; git stops in the middle of them. */
const NEXT = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name) => [`${name}.txt`, randomBytes(10_000).toString('hex')]),
);

whereMounting(describe)('bringAlong', () => {
  let repository: Repository;
  let disk: string;
  let checkout: Git;
  let [base, next] = ['', ''];

  /** A checkout of trunk on a disk of its own, detached by a landing, after which trunk moved on. */
  beforeEach(async () => {
    repository = await createRepository({ 'b.txt': 'b\n', 'c.txt': 'c\n', 'same.txt': 'x\n' });
    const { git } = repository;
    base = await git('rev-parse', 'HEAD');
    await git('checkout', '--quiet', '--detach');
    next = await repository.commit('Next', NEXT);
    disk = temporaryFolder('disk');
    await mountSmallDisk(disk, 400_000);
    const path = join(disk, 'trunk');
    await git('worktree', 'add', '--quiet', path, 'main');
    checkout = new Git(path);
    await detach(checkout);
    await git('update-ref', MAIN, next, base);
  });
  afterEach(unmountAll);

  const status = () => checkout.run(['status', '--porcelain']);
  const head = () => checkout.line(['rev-parse', 'HEAD']);

  it.each([0, 6])('leaves it as it was where there is room for %d blocks', async (room) => {
    const filler = fillDisk(disk, room * BLOCK);
    const why = expect.stringMatching(/^the disk is full: /) as unknown;
    expect(await bringAlong(checkout, MAIN)).toEqual({ kind: 'stopped', why });
    expect([await status(), await head()]).toEqual(['', base]);
    rmSync(filler);
    expect(await bringAlong(checkout, MAIN)).toEqual({ kind: 'attached' });
    expect([await status(), await head()]).toEqual(['', next]);
  });

  it('leaves it as it was where it can’t be written', async () => {
    await mountReadOnly(checkout.cwd);
    const why = expect.stringMatching(/^the system does not let you in: /) as unknown;
    expect(await bringAlong(checkout, MAIN)).toEqual({ kind: 'stopped', why });
    await unmountLast();
    expect([await status(), await head()]).toEqual(['', base]);
    expect(await bringAlong(checkout, MAIN)).toEqual({ kind: 'attached' });
  });
});
