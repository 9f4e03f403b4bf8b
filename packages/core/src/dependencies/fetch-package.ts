import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { runProgram } from '../process/run-program';
import { parseJsonAs } from '../state/parse-json';
import { readTextOrNull } from '../state/read-text';

/** A package as it was published, in a temporary folder that the caller removes; or why it can't be had. */
export type PublishedPackage =
  | { readonly ok: true; readonly folder: string; readonly temporary: string }
  | { readonly ok: false; readonly why: string; readonly temporary: string };

/** A package in a checkout. */
export interface InstalledPackage {
  readonly nxRoot: string;
  /** Relative to the Nx workspace. */
  readonly folder: string;
  /** Its files that are not what they were, relative to it. */
  readonly changed: readonly string[];
}

/**
 * Gets the package that is installed in a folder below an Nx workspace as it was published, through npm and its cache.
 * Where npm's record of what it installed has a checksum, only what has that is taken; elsewhere only a package that is
 * what is installed in every file that was not changed, since npm may ask another registry than who installed it.
 */
export async function fetchPackage(installed: InstalledPackage): Promise<PublishedPackage> {
  const { nxRoot, folder } = installed;
  const temporary = await mkdtemp(join(tmpdir(), 'storygate-package-'));
  const fail = (why: string) => ({ ok: false as const, why, temporary });
  const wanted = await readWanted(installed);
  if (wanted === null) return fail(`nothing says which version ${folder} is`);
  const spec = `${wanted.name}@${wanted.version}`;
  const packed = await runProgram({
    file: 'npm',
    args: ['pack', spec, '--prefer-offline', '--ignore-scripts', '--pack-destination', temporary],
    cwd: nxRoot,
  });
  const [file] = (await readdir(temporary)).filter((name) => name.endsWith('.tgz'));
  if (packed.exitCode !== 0 || file === undefined)
    return fail(`npm has no ${spec}: ${(packed.trouble ?? packed.stderr).trim().slice(0, 300)}`);
  const archive = join(temporary, file);
  if (wanted.integrity !== null && !(await hasIntegrity(archive, wanted.integrity)))
    return fail(`the ${spec} that npm has is not the one that was installed`);
  const unpacked = join(temporary, 'package');
  await mkdir(unpacked);
  const args = ['-xzf', archive, '-C', unpacked, '--strip-components=1'];
  const tar = await runProgram({ file: 'tar', args, cwd: temporary });
  if (tar.exitCode !== 0) return fail(`tar: ${(tar.trouble ?? tar.stderr).trim().slice(0, 300)}`);
  if (wanted.integrity === null && !(await isInstalled(unpacked, installed)))
    return fail(`the ${spec} that npm has is not the one that was installed`);
  return { ok: true, folder: unpacked, temporary };
}

const record = v.object({
  packages: v.record(
    v.string(),
    v.object({
      name: v.optional(v.string()),
      version: v.optional(v.string()),
      integrity: v.optional(v.string()),
    }),
  ),
});
const manifest = v.object({ name: v.string(), version: v.string() });

interface Wanted {
  readonly name: string;
  readonly version: string;
  readonly integrity: string | null;
}

/** What is installed is what its package.json says; npm's record may already tell of a lockfile that was not installed. */
async function readWanted({ nxRoot, folder, changed }: InstalledPackage): Promise<Wanted | null> {
  const recorded = readRecorded(nxRoot, folder);
  if (changed.includes('package.json')) return recorded;
  const text = readTextOrNull(join(nxRoot, folder, 'package.json'));
  const own = text === null ? null : parseJsonAs(text, manifest);
  if (own === null) return recorded;
  const same = recorded?.name === own.name && recorded.version === own.version;
  return { ...own, integrity: same ? recorded.integrity : null };
}

function readRecorded(nxRoot: string, folder: string): Wanted | null {
  const text = readTextOrNull(join(nxRoot, 'node_modules', '.package-lock.json'));
  const entry = text === null ? undefined : parseJsonAs(text, record)?.packages[folder];
  if (entry?.version === undefined) return null;
  const name = entry.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 13);
  return { name, version: entry.version, integrity: entry.integrity ?? null };
}

async function isInstalled(unpacked: string, installed: InstalledPackage): Promise<boolean> {
  const { nxRoot, folder, changed } = installed;
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)));
  for (const file of files.filter((one) => !changed.includes(one))) {
    const there = join(nxRoot, folder, file);
    if (!existsSync(there)) return false;
    if (!(await readFile(there)).equals(await readFile(join(unpacked, file)))) return false;
  }
  return changed.every((file) => files.includes(file));
}

/** Whether one of the checksums of an integrity text (`sha512-…`, separated by spaces) is the file's. */
async function hasIntegrity(file: string, integrity: string): Promise<boolean> {
  const content = await readFile(file);
  return integrity.split(/\s+/).some((one) => {
    const [algorithm = '', sum] = one.split(/-(.*)/s);
    return (
      ['sha512', 'sha384', 'sha256', 'sha1'].includes(algorithm) &&
      createHash(algorithm).update(content).digest('base64') === sum
    );
  });
}
