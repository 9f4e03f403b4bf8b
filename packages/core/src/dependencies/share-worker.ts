// A thread that brings folders of a `node_modules`, one after the other, until none is left.
import { parentPort, workerData } from 'node:worker_threads';
import { isSystemError, messageOf } from '../errors/messages';
import { bringWhole } from './bring-folder';
import type { ShareEnd, ShareWork } from './share-folder';
import { parseUnshared } from './unshared';

parentPort?.postMessage(bringTheirs(workerData as ShareWork));

function bringTheirs({ request, folders, next }: ShareWork): ShareEnd {
  const bringing = { ...request, isUnshared: parseUnshared(request.unshared) };
  let trouble: string | null = null;
  try {
    for (let at = take(next); at < folders.length; at = take(next)) {
      const folder = folders[at];
      const why = folder === undefined ? null : bringWhole(bringing, folder);
      trouble ??= why;
    }
    return { trouble, failure: null };
  } catch (error) {
    // The others need not go on.
    Atomics.store(next, 0, folders.length);
    // An error's code does not survive the way to another thread.
    if (isSystemError(error)) return { trouble, failure: messageOf(error) };
    throw error;
  }
}

/** The number of the folder that is this thread's next one. */
function take(next: Int32Array): number {
  return Atomics.add(next, 0, 1);
}
