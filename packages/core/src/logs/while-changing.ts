import { watch, type FSWatcher } from 'node:fs';
import { isSystemError } from '../errors/messages';
import { interruption, throwIfInterrupted } from '../process/interruption';

/** How long a change may go unseen where the system does not tell of it, in milliseconds. */
const LONGEST_UNSEEN = 500;

/** Looks again whenever something in a folder changes, as long as `look` answers true. */
export async function whileChanging(folder: string, look: () => Promise<boolean>): Promise<void> {
  let hasChanged = false;
  let wake = (): void => {};
  const onChange = (): void => {
    hasChanged = true;
    wake();
  };
  const watcher = tryWatch(folder, onChange);
  interruption.addEventListener('abort', onChange);
  try {
    while (await look()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LONGEST_UNSEEN);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (hasChanged) wake();
      });
      hasChanged = false;
      throwIfInterrupted();
    }
  } finally {
    interruption.removeEventListener('abort', onChange);
    watcher?.close();
  }
}

/** null where the system can't watch: too many watchers, a folder that is not there yet, a network's file system. */
function tryWatch(folder: string, onChange: () => void): FSWatcher | null {
  try {
    // An error later, as when the folder goes away, leaves the timer.
    return watch(folder, onChange).on('error', onChange);
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}
