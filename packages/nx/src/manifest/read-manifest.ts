import { join } from 'node:path';
import { readJsonFile } from './read-json-file';

/** What this package says about itself in its own package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** This package's name and version, from the package.json it was installed with. */
export function readManifest(): Manifest {
  // The same two levels up from src/manifest and from dist/manifest.
  return readJsonFile(join(__dirname, '../../package.json'));
}
