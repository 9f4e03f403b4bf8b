import { join } from 'node:path';
import { readTextOrNull } from '../state/read-text';
import { listFolder } from '../state/list-folder';

/** What a workspace says about the packages that it patches. */
export interface PatchFacts {
  /** The names in `patches/`, where patch-package keeps them. */
  readonly patchFiles: readonly string[];
  /** The text of package.json. */
  readonly manifest: string;
}

/** The packages that a workspace patches: their files differ from what was published, and are patched in place again. */
export async function findPatched(nxRoot: string): Promise<string[]> {
  const manifest = readTextOrNull(join(nxRoot, 'package.json'));
  return patchedIn({
    patchFiles: listFolder(join(nxRoot, 'patches')),
    manifest: manifest ?? '{}',
  });
}

/**
 * Names of patched packages: patch-package's `@scope+name+1.0.0.patch` and `outer++inner+1.0.0.patch`, keys of
 * `patchedDependencies` (bun; pnpm below `pnpm`), and dependencies with yarn's `patch:` protocol.
 */
export function patchedIn({ patchFiles, manifest }: PatchFacts): string[] {
  const json = parse(manifest);
  const patched = { ...section(json['patchedDependencies']), ...section(pnpmOf(json)) };
  const asked = ['dependencies', 'devDependencies', 'resolutions'].flatMap((key) =>
    Object.entries(section(json[key])).filter(([, range]) => String(range).startsWith('patch:')),
  );
  return [
    ...new Set([
      ...patchFiles.flatMap(nameInFile),
      ...Object.keys(patched).map(withoutVersion),
      ...asked.map(([name]) => withoutVersion(name)),
    ]),
  ];
}

function nameInFile(file: string): string[] {
  if (!file.endsWith('.patch')) return [];
  const [first = '', second = ''] = (file.split('++').at(-1) ?? '').split('+');
  return [first.startsWith('@') ? `${first}/${second}` : first];
}

function withoutVersion(key: string): string {
  return key.replace(/(?<=.)@.*$/, '');
}

function pnpmOf(json: Readonly<Record<string, unknown>>): unknown {
  return section(json['pnpm'])['patchedDependencies'];
}

function section(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A package.json that does not parse names nothing; the package manager and Nx are who complain of it. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return section(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
