import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { temporaryFolder } from '../folders/temporary-folder';
import { must } from '../process/run';

const ROOT = resolve(__dirname, '..', '..', '..', '..');

/** The tarballs of Storygate's public packages, all in one folder. */
export interface Packs {
  readonly folder: string;
  /** The names of the files. */
  readonly files: readonly string[];
  /** Changes with the content of any tarball. */
  readonly digest: string;
}

/** The tarballs that `npm run pack` wrote into `folder`. */
export function readPacks(folder: string): Packs {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (files.length === 0) throw new Error(`no tarballs in ${folder}: run \`npm run pack\` first`);
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
  return { folder, files, digest: hash.digest('hex') };
}

/** Builds and packs this checkout's packages into a temporary folder. */
export async function packStorygate(): Promise<Packs> {
  const folder = temporaryFolder('packs');
  await must(process.execPath, [join(ROOT, 'tools', 'pack', 'pack.mjs'), folder], { cwd: ROOT });
  return readPacks(folder);
}
