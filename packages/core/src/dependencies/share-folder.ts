import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isSystemError, messageOf } from '../errors/messages';
import { allEnded } from '../process/all-ended';
import { requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { staysInside } from '../state/stays-inside';
import { bringFolder, type Folder } from './bring-folder';
import { planLink } from './plan-link';
import { sharePart, type ShareEnd, type ShareRequest, type ShareWork } from './share-part';
import { parseUnshared } from './unshared';

/*
 * What the system does for one file takes 10 to 40 µs, and by way of Node's thread pool several times as much. So it is
 * done at once, in threads that do nothing else, while this one goes on.
 */

/**
 * Brings a `node_modules` to another checkout, sharing what can be shared: as links to the same files, or as copies whose
 * blocks are shared where the file system can. What is unshared is a copy in any case. Symbolic links lead where they
 * led but never into the other checkout; sockets and pipes stay where they are, for whoever serves them serves one
 * checkout. A folder that is there already is replaced: it is what a killed start left. Returns null, or why a file that was
 * to be a link is a copy.
 */
export async function shareFolder(request: ShareRequest): Promise<string | null> {
  throwIfInterrupted();
  const { to, target } = request;
  const there = lstatSync(to, { throwIfNoEntry: false });
  if (!staysInside(to, target) || (there !== undefined && !there.isDirectory()))
    throw copyFailed(request, `${to} is a link or a file there, or leads out of the checkout`);
  const { trouble, failure } = await bringAll(request);
  throwIfInterrupted();
  if (failure === null) return trouble;
  requireRoom(failure, dirname(to));
  throw copyFailed(request, failure);
}

function copyFailed({ from }: ShareRequest, why: string) {
  return refusal({
    code: 'COPY_FAILED',
    message: `${from} could not be brought: ${why}`,
    hints: ['`--dependencies=install` does without, and so does `--dependencies=none`.'],
  });
}

async function bringAll(request: ShareRequest): Promise<ShareEnd> {
  try {
    await rm(request.to, { recursive: true, force: true });
    mkdirSync(dirname(request.to), { recursive: true });
    if (lstatSync(request.from).isSymbolicLink()) return bringLink(request);
    const top = bringTop(request);
    const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const work: ShareWork = { request, folders: top.folders, next };
    const threads = Math.min(availableParallelism(), MOST_THREADS);
    // All have ended before anything is said, so that nothing is made any more where a failure is cleaned up.
    const ends = await allEnded(Array.from({ length: threads }, () => runThread(work)));
    return [top, ...ends].reduce((all, end) => ({
      trouble: all.trouble ?? end.trouble,
      failure: all.failure ?? end.failure,
    }));
  } catch (error) {
    if (isSystemError(error)) return { trouble: null, failure: messageOf(error) };
    throw error;
  }
}

/** More would only wait for each other: they write to one file system. */
const MOST_THREADS = 4;

/** A `node_modules` that is a link, as somebody makes one to the folder above. */
function bringLink({ from, to, source, target }: ShareRequest): ShareEnd {
  const places = { from: dirname(from), to: dirname(to), source, target };
  const link = { path: basename(from), target: readlinkSync(from) };
  symlinkSync(planLink(link, places) ?? link.target, to);
  return { trouble: null, failure: null };
}

/** Brings what is above packages. Returns the packages' folders. */
function bringTop(request: ShareRequest): ShareEnd & { readonly folders: Folder[] } {
  const bringing = { ...request, isUnshared: parseUnshared(request.unshared) };
  mkdirSync(request.to);
  const left: Folder[] = [{ path: '', inModules: '', unshared: false }];
  const folders: Folder[] = [];
  let trouble: string | null = null;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    const brought = bringFolder(bringing, folder);
    trouble ??= brought.trouble;
    for (const child of brought.folders) (isAbovePackages(child) ? left : folders).push(child);
  }
  return { folders, trouble, failure: null };
}

/** A scope, or where a package manager keeps packages. */
function isAbovePackages({ path }: Folder): boolean {
  return /^(@|\.pnpm$|\.store$|\.bun$)/.test(basename(path)) && path === basename(path);
}

const THREAD = join(__dirname, 'share-thread.js');

/** Ends at once when the user interrupts. */
function runThread(work: ShareWork): Promise<ShareEnd> {
  // No thread can load what is not built: a spec runs these sources.
  if (!existsSync(THREAD)) return Promise.resolve(sharePart(work));
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: work });
    const stop = () => void thread.terminate();
    interruption.addEventListener('abort', stop);
    if (interruption.aborted) stop();
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => {
      interruption.removeEventListener('abort', stop);
      resolve({ trouble: null, failure: 'it was stopped' });
    });
  });
}
