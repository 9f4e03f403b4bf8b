import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isSystemError, messageOf } from '../errors/messages';
import { allEnded } from '../process/all-ended';
import { requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { interruption, throwIfInterrupted } from '../process/interruption';
import { bringFolder, makeFolder, type Folder } from './bring-folder';
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
 * checkout. What the other checkout has already is left alone. Returns null, or why a file that was to be a link is a
 * copy.
 */
export async function shareFolder(request: ShareRequest): Promise<string | null> {
  const { trouble, failure } = await bringAll(request);
  throwIfInterrupted();
  if (failure === null) return trouble;
  requireRoom(failure, dirname(request.to));
  throw refusal({
    code: 'COPY_FAILED',
    message: `${request.from} could not be copied: ${failure}`,
    hints: ['`--dependencies=install` does without a copy.'],
  });
}

async function bringAll(request: ShareRequest): Promise<ShareEnd> {
  try {
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

/** Brings what is above packages. Returns the packages' folders. */
function bringTop(request: ShareRequest): ShareEnd & { readonly folders: Folder[] } {
  const { to, unshared } = request;
  const bringing = { ...request, isUnshared: parseUnshared(unshared) };
  mkdirSync(dirname(to), { recursive: true });
  const left: Folder[] = makeFolder(to) ? [{ path: '', inModules: '', unshared: false }] : [];
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
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => {
      interruption.removeEventListener('abort', stop);
      resolve({ trouble: null, failure: 'it was stopped' });
    });
  });
}
