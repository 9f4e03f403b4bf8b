import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The checkout these sources are in; nothing a test makes may be inside it. */
const CHECKOUT = realpathSync(resolve(__dirname, '..', '..', '..', '..'));

const made = new Set<string>();

/** Throws for a folder inside the checkout that the tests run from, or inside any other git checkout. */
export function requireOutsideCheckouts(folder: string): void {
  const within = relative(CHECKOUT, folder);
  if (within === '' || !(within === '..' || within.startsWith(`..${sep}`))) {
    throw new Error(`refusing to work in ${folder}: it is inside the checkout ${CHECKOUT}`);
  }
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, '.git'))) {
      throw new Error(`refusing to work in ${folder}: ${at} is a git checkout`);
    }
  }
}

/** A new folder under the system's folder for temporary files; `disposeFolders` removes it. */
export function temporaryFolder(name: string): string {
  const parent = realpathSync(tmpdir());
  requireOutsideCheckouts(parent);
  const folder = mkdtempSync(join(parent, `storygate-${name}-`));
  made.add(folder);
  return folder;
}

/** Removes one temporary folder now. */
export function disposeFolder(folder: string): void {
  if (made.delete(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes every temporary folder this process made; with KEEP_TEMPORARY set it names them instead. */
export function disposeFolders(): void {
  for (const folder of made) {
    if (process.env['KEEP_TEMPORARY']) console.warn(`kept: ${folder}`);
    else disposeFolder(folder);
  }
  made.clear();
}
