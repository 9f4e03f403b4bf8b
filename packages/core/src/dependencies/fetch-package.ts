import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { runProgram } from '../process/run-program';
import { parseJsonAs } from '../state/parse-json';
import { readTextOrNull } from '../state/read-text';

/** A package as it was published, in a temporary folder that the caller removes; or why it can't be had. */
export type PublishedPackage =
  | { readonly ok: true; readonly folder: string; readonly temporary: string }
  | { readonly ok: false; readonly why: string; readonly temporary: string };

/**
 * Gets the package that is installed in a folder below an Nx workspace as it was published, through npm and its cache.
 * Where npm's record of what it installed has a checksum, only what has that is taken.
 */
export async function fetchPackage(nxRoot: string, folder: string): Promise<PublishedPackage> {
  const temporary = await mkdtemp(join(tmpdir(), 'storygate-package-'));
  const fail = (why: string) => ({ ok: false as const, why, temporary });
  const wanted = await readWanted(nxRoot, folder);
  if (wanted === null) return fail(`${folder} has no package.json that says what it is`);
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
  return { ok: true, folder: unpacked, temporary };
}

const installed = v.object({
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

async function readWanted(nxRoot: string, folder: string) {
  const record = await readTextOrNull(join(nxRoot, 'node_modules', '.package-lock.json'));
  const entry = record === null ? undefined : parseJsonAs(record, installed)?.packages[folder];
  if (entry?.version !== undefined) {
    const name = entry.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 13);
    return { name, version: entry.version, integrity: entry.integrity ?? null };
  }
  const text = await readTextOrNull(join(nxRoot, folder, 'package.json'));
  const own = text === null ? null : parseJsonAs(text, manifest);
  return own === null ? null : { ...own, integrity: null };
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
