import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram, type ProgramEnd } from '../process/run-program';

/** The workspace's own Nx can't be found: its dependencies are missing or broken. */
export class NxNotInstalled extends Error {
  constructor(nxRoot: string) {
    super(`${nxRoot} has no usable \`nx\` in its node_modules`);
    this.name = 'NxNotInstalled';
  }
}

/** What one Nx run is told beside its arguments. */
export interface NxCall {
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  readonly logFile?: string;
  /** Stops the run, and all that it started, when it aborts. */
  readonly limit?: AbortSignal | undefined;
}

/**
 * Runs the Nx that is installed in a workspace, never one from elsewhere. No daemon, no plugin workers (facts/nx.md:
 * a fifth of the time), and whole projects are selected, since task by task a `gate` can silently not run.
 */
export function runNx(
  nxRoot: string,
  args: readonly string[],
  call: NxCall = {},
): Promise<ProgramEnd> {
  return runProgram({
    file: process.execPath,
    args: [findNx(nxRoot), ...args],
    cwd: nxRoot,
    env: { ...FIXED, ...call.env },
    ...(call.onLine ? { onLine: call.onLine } : {}),
    ...(call.logFile ? { logFile: call.logFile } : {}),
    ...(call.limit ? { limit: call.limit } : {}),
  });
}

const FIXED = {
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_LEGACY_AFFECTED: 'true',
  NX_TUI: 'false',
  NX_INTERACTIVE: 'false',
  NX_NO_CLOUD: 'true',
  // Nx colours its tasks' output even into a pipe, and logs are read without colour.
  FORCE_COLOR: '0',
};

/** Whether a workspace has an Nx that can be started. */
export function hasNx(nxRoot: string): boolean {
  try {
    return findNx(nxRoot) !== '';
  } catch (error) {
    if (error instanceof NxNotInstalled) return false;
    throw error;
  }
}

/** The script of the workspace's own Nx. Throws {@link NxNotInstalled}. */
export function findNx(nxRoot: string): string {
  const manifest = findManifest(nxRoot);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = join(dirname(manifest), typeof bin === 'string' ? bin : (bin['nx'] ?? ''));
  if (!existsSync(script)) throw new NxNotInstalled(nxRoot);
  return script;
}

function findManifest(nxRoot: string): string {
  try {
    return createRequire(join(nxRoot, 'package.json')).resolve('nx/package.json');
  } catch (error) {
    throw Object.assign(new NxNotInstalled(nxRoot), { cause: error });
  }
}
