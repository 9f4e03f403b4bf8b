import { isSystemError, messageOf } from '../errors/messages';
import { bringWhole, type Folder } from './bring-folder';
import type { LinkPlaces } from './plan-link';
import type { Sharing } from './probe-sharing';
import { parseUnshared } from './unshared';

/** How a `node_modules` is brought to another checkout. */
export interface ShareRequest extends LinkPlaces {
  readonly sharing: Sharing;
  /** Patterns of what is not shared (see `parseUnshared`). */
  readonly unshared: readonly string[];
}

/** What threads share: folders that are there and empty, and the number of the next one to bring. */
export interface ShareWork {
  readonly request: ShareRequest;
  readonly folders: readonly Folder[];
  readonly next: Int32Array;
}

/** What it came to. */
export interface ShareEnd {
  /** Why a file that was to be a link is a copy, or null. */
  readonly trouble: string | null;
  /** What the system said to what could not be done, or null. */
  readonly failure: string | null;
}

/** Brings one folder after the other until none is left for this thread. */
export function sharePart({ request, folders, next }: ShareWork): ShareEnd {
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

function take(next: Int32Array): number {
  return Atomics.add(next, 0, 1);
}
