import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Git } from '../git/git';
import { entries } from '../git/refs';

/** Every `node_modules` beside a tracked package.json, relative to the folder git is at. */
export async function findNodeModules(git: Git): Promise<string[]> {
  const manifests = entries(
    await git.run(['ls-files', '-z', '--', 'package.json', '*/package.json']),
  );
  return manifests
    .map((manifest) => join(dirname(manifest), 'node_modules'))
    .filter((folder) => existsSync(join(git.cwd, folder)));
}

/** Whether two folders hold the same bytes under a name; a missing file equals nothing. */
export function sameFile(a: string, b: string | null): boolean {
  return b !== null && existsSync(a) && readFileSync(a, 'utf8') === b;
}
