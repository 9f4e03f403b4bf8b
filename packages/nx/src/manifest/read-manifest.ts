import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What this package says about itself in its own package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** This package's name and version, from the package.json it was installed with. */
export function readManifest(): Manifest {
  // The same two levels up from src/manifest and from dist/manifest.
  return JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as Manifest;
}
