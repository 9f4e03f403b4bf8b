import { spawnSync } from 'node:child_process';
import { statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../process/run';
import { disposeFolder, temporaryFolder } from './temporary-folder';

/** Jest's `it` or `describe` where file systems can be mounted; elsewhere its `skip`, with a notice that says so. */
export function whereMounting<T extends { readonly skip: T }>(block: T): T {
  if (tryToMount()) return block;
  process.stderr.write(
    'NOTICE: tests on full and read-only disks are skipped: they need Linux, and root who may mount\n',
  );
  return block.skip;
}

/** Being root is not enough: a container may keep mounting from it. */
function tryToMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = temporaryFolder('mount');
  const { status } = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  disposeFolder(folder);
  return status === 0;
}

const mounted: string[] = [];

/** Mounts a small disk of `bytes` over a folder, whose own content is hidden until `unmountAll`. */
export async function mountSmallDisk(folder: string, bytes: number): Promise<void> {
  await must('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { cwd: '/' });
  mounted.push(folder);
}

/** Lets nobody, not even root, write below a folder until `unmountAll`. */
export async function mountReadOnly(folder: string): Promise<void> {
  await must('mount', ['--bind', folder, folder], { cwd: '/' });
  mounted.push(folder);
  await must('mount', ['-o', 'remount,bind,ro', folder], { cwd: '/' });
}

/** Takes back the last mount of this process. */
export async function unmountLast(): Promise<void> {
  const folder = mounted.pop();
  if (folder !== undefined) await must('umount', [folder], { cwd: '/' });
}

/** Takes back the mounts of this process, the last one first. */
export async function unmountAll(): Promise<void> {
  while (mounted.length > 0) await unmountLast();
}

/** Fills a disk with a file until only `free` bytes, rounded up to whole blocks, are left; returns the file. */
export function fillDisk(disk: string, free: number): string {
  const file = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(file, Buffer.alloc(bavail * bsize));
  truncateSync(file, Math.max(0, bavail * bsize - free));
  return file;
}
