import { join } from 'node:path';
import * as v from 'valibot';
import { parseJsonAs } from '../state/parse-json';
import { readTextOrNull } from '../state/read-text';
import type { PackageManager } from './package-manager';

/**
 * Whether a workspace's `node_modules` holds what a lockfile says, by what its package manager noted at its last
 * install: a checkout that trunk or another branch was brought to has that one's lockfile, and not its dependencies yet.
 * True where nothing was noted that can be compared.
 */
export async function isInstalled(
  { name }: PackageManager,
  nxRoot: string,
  lockfile: string,
): Promise<boolean> {
  const compare = COMPARISONS[name];
  if (compare === undefined) return true;
  const noted = readTextOrNull(join(nxRoot, 'node_modules', compare.file));
  return noted === null || compare.agree(noted, lockfile);
}

interface Comparison {
  /** In `node_modules`. */
  readonly file: string;
  readonly agree: (noted: string, lockfile: string) => boolean;
}

const COMPARISONS: Partial<Record<PackageManager['name'], Comparison>> = {
  npm: { file: '.package-lock.json', agree: agreesForNpm },
  yarn: { file: '.yarn-state.yml', agree: agreesForYarn },
};

const locked = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string()),
      resolved: v.optional(v.string()),
      integrity: v.optional(v.string()),
      optional: v.optional(v.boolean()),
    }),
  ),
});

type Locked = v.InferOutput<typeof locked>['packages'][string];

/** Npm notes what it installed in the lockfile's own form. What is optional need not be there: it may be another platform's. */
function agreesForNpm(noted: string, lockfile: string): boolean {
  const there = parseJsonAs(noted, locked)?.packages;
  const wanted = parseJsonAs(lockfile, locked)?.packages;
  if (there === undefined || wanted === undefined) return true;
  const isThere = ([path, entry]: [string, Locked]) => {
    const found = there[path];
    return found === undefined ? entry.optional === true : isSame(found, entry);
  };
  const own = Object.entries(wanted).filter(([path]) => path !== '');
  return own.every(isThere) && Object.keys(there).every((path) => path in wanted);
}

function isSame(a: Locked, b: Locked): boolean {
  if (a.version !== b.version) return false;
  // The same package may come from another registry. Without a checksum it came from git, a folder or a file.
  if (a.integrity !== undefined && b.integrity !== undefined) return a.integrity === b.integrity;
  return a.resolved === b.resolved;
}

/** Yarn (from 2 on) notes the resolutions of what it installed, a patched package only as patched. */
function agreesForYarn(noted: string, lockfile: string): boolean {
  const there = new Set(
    [...noted.matchAll(/^"(.+)":$/gm)].map(([, one = '']) => one.replace(/@virtual:[^#]*#/, '@')),
  );
  const patched = new Set([...there].flatMap((one) => /^(.+)@patch:/.exec(one)?.[1] ?? []));
  const wanted = lockfile.split('\n\n').flatMap((entry) => {
    const resolution = /^ {2}resolution: "(.+)"$/m.exec(entry)?.[1];
    if (resolution === undefined) return [];
    const name = resolution.slice(0, resolution.indexOf('@', 1));
    return [{ resolution, needed: !/^ {2}conditions: /m.test(entry) && !patched.has(name) }];
  });
  const known = new Set(wanted.map(({ resolution }) => resolution));
  return (
    wanted.every(({ resolution, needed }) => !needed || there.has(resolution)) &&
    [...there].every((resolution) => known.has(resolution))
  );
}
