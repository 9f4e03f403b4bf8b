import { readJsonFile } from '../manifest/read-json-file';
import { dirname, join } from 'node:path';

/** The file that Node runs as the `storygate` program: the one this package depends on, not whatever is on PATH. */
export function locateStorygate(): string {
  const manifest = require.resolve('storygate/package.json', { paths: [__dirname] });
  const { bin } = readJsonFile<{ bin: { storygate: string } }>(manifest);
  return join(dirname(manifest), bin.storygate);
}
