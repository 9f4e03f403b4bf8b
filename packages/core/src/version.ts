import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Storygate's version, from this package's own manifest. */
export const VERSION = (
  JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string }
).version;
