import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  mountReadOnly,
  mountSmallDisk,
  temporaryFolder,
  unmountAll,
  whereMounting,
} from '@storygate/testing';
import { GitFailed } from '../git/git-failed';
import { runProgram } from '../process/run-program';
import { writeFileAtomically } from '../state/atomic-file';
import { findStorageTrouble, requireRoom } from './storage-trouble';

/** Only Linux has a device that is always full. */
const onLinux = process.platform === 'linux' ? it : it.skip;

const gitFailed = (stderr: string) =>
  new GitFailed({ args: ['hash-object'], cwd: '/somewhere', exitCode: 128, stderr });

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('findStorageTrouble', () => {
  it.each([
    [
      'error: unable to write file x\nfatal: unable to write loose object file: No space left on device',
      'DISK_FULL',
    ],
    ['fatal: write error: Disk quota exceeded', 'DISK_FULL'],
    ["error: unable to create '.git/index.lock': Read-only file system", 'NO_ACCESS'],
    ['error: insufficient permission for adding an object to repository database', 'NO_ACCESS'],
    ["fatal: Unable to create '/x/.git/HEAD.lock': Permission denied", 'NO_ACCESS'],
  ])('tells a disk’s trouble by what git says: %s', (stderr, code) => {
    const trouble = findStorageTrouble(gitFailed(stderr));
    expect(trouble).toMatchObject({ kind: 'refusal', code, facts: { path: '/somewhere' } });
  });

  it.each([
    'git@example.com: Permission denied (publickey).',
    "fatal: ambiguous argument 'x'",
    'error: cannot lock ref: is at 1 but expected 2',
  ])('leaves other failures of git as they are: %s', (stderr) => {
    expect(findStorageTrouble(gitFailed(stderr))).toBeNull();
  });

  onLinux('knows Node’s own failures, and nothing else', async () => {
    const file = join(temporaryFolder('trouble'), 'file');
    const full = await failureOf(() => writeFileSync('/dev/full', 'x'));
    expect(findStorageTrouble(full)).toMatchObject({ code: 'DISK_FULL' });
    expect(findStorageTrouble(await failureOf(() => readFileSync(file)))).toBeNull();
    expect(findStorageTrouble(new Error('No space left on device'))).toBeNull();
    const known = findStorageTrouble(full);
    expect(findStorageTrouble(known)).toBe(known);
  });
});

describe('what can’t be written', () => {
  onLinux('ends a program whose log it does not take, and names the log', async () => {
    const program = {
      file: process.execPath,
      args: ['-e', 'console.log("much"); setInterval(() => {}, 1e6)'],
      cwd: '/',
      logFile: '/dev/full',
    };
    const failure = await failureOf(() => runProgram(program));
    expect(findStorageTrouble(failure)).toMatchObject({
      code: 'DISK_FULL',
      facts: { path: '/dev/full' },
    });
  });

  it('leaves no half of a record, and names the record', async () => {
    const folder = temporaryFolder('records');
    const record = join(folder, 'run.json');
    mkdirSync(join(record, 'in the way'), { recursive: true });
    const failure = await failureOf(() => writeFileAtomically(record, 'text'));
    expect(failure).toMatchObject({ path: record });
    expect(readdirSync(folder)).toEqual(['run.json']);
  });
});

whereMounting(it)('finds out where git does not say that a folder is closed', async () => {
  const cwd = temporaryFolder('closed');
  mkdirSync(join(cwd, 'refs'));
  const stderr = 'fatal: cannot lock ref: unable to create directory for refs/storygate/lock/gate';
  const failure = new GitFailed({ args: ['update-ref'], cwd, exitCode: 128, stderr });
  expect(findStorageTrouble(failure)).toBeNull();
  await mountReadOnly(join(cwd, 'refs'));
  try {
    expect(findStorageTrouble(failure)).toMatchObject({ code: 'NO_ACCESS' });
  } finally {
    await unmountAll();
  }
});

describe('requireRoom', () => {
  it('does not take a program’s word for it while there is room', () => {
    const said = 'npm error ENOSPC: no space left on device, write';
    expect(() => requireRoom(said, temporaryFolder('room'))).not.toThrow();
  });

  whereMounting(it)('takes it, and git’s that says less, where there is little', async () => {
    const disk = temporaryFolder('room');
    await mountSmallDisk(disk, 1_000_000);
    try {
      const said = 'installing\nnpm error ENOSPC: no space left on device, write\n';
      expect(() => requireRoom(said, disk)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
      expect(() => requireRoom('npm error 404', disk)).not.toThrow();
      const vague = { args: ['checkout'], exitCode: 1, stderr: 'error: unable to write file x\n' };
      const there = findStorageTrouble(new GitFailed({ ...vague, cwd: disk }));
      const elsewhere = findStorageTrouble(new GitFailed({ ...vague, cwd: temporaryFolder('x') }));
      expect([there?.code, elsewhere]).toEqual(['DISK_FULL', null]);
    } finally {
      await unmountAll();
    }
  });
});
