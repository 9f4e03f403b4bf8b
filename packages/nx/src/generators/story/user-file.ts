import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where a command was typed, as far as a process can tell. */
export interface UserPlace {
  readonly cwd: string;
  /** INIT_CWD: where the user was when a package manager changed to a package's root, and stale in its children. */
  readonly initCwd: string | undefined;
}

/**
 * The absolute path of a file that a user named. Nx keeps the user's folder as cwd; behind `npm run` it's in
 * INIT_CWD. Neither is right always, so the file's existence decides; a file that is nowhere is taken to be in cwd,
 * for the message that says so.
 */
export function resolveUserFile(path: string, { cwd, initCwd }: UserPlace): string {
  const places = initCwd === undefined ? [cwd] : [cwd, initCwd];
  const found = places.map((place) => resolve(place, path)).find((file) => existsSync(file));
  return found ?? resolve(cwd, path);
}
