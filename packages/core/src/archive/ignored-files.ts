import type { Git } from '../git/git';
import { entries } from '../git/refs';

/** Folders that package managers, Nx and build tools fill again by themselves: no archive keeps them. */
const REPLACEABLE = new Set([
  ...['node_modules', '.pnpm-store', '.yarn', 'bower_components', '.venv', '__pycache__'],
  ...['.nx', '.cache', '.vite', '.turbo', '.parcel-cache', '.angular', '.gradle'],
  ...['.next', '.nuxt', '.svelte-kit', '.pytest_cache', '.mypy_cache'],
]);

/**
 * A checkout's ignored files other than dependencies and caches, relative to its top; a git repository among them is told
 * as its folder, with a slash.
 */
export async function listIgnoredFiles(checkout: Git): Promise<string[]> {
  const out = await checkout.run([
    ...['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--full-name', '--', ':/'],
    ...[...REPLACEABLE].map((name) => `:(top,exclude,glob)**/${name}/**`),
  ]);
  return entries(out).filter((path) => !isReplaceable(path));
}

/** Whether a path is a folder that tools fill again, or in one. */
export function isReplaceable(path: string): boolean {
  return path.split('/').some((part) => REPLACEABLE.has(part));
}
