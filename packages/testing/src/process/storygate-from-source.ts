import { dirname, join } from 'node:path';
import { run, type Finished, type RunOptions } from './run';
import { sourceScript } from './source-script';

const PACKAGES = dirname(dirname(dirname(__dirname)));

const SCRIPT = `
const Module = require('node:module');
const resolve = Module._resolveFilename;
const core = args.shift();
Module._resolveFilename = function (request, ...rest) {
  const own = request.startsWith('@storygate/core') && request.slice('@storygate/core'.length);
  const path = own === false ? request : core + (own || '/index') + '.ts';
  return resolve.call(this, path, ...rest);
};
process.exitCode = await source('command-line').runCommandLine(args);`;

/** Runs one command line of this checkout's sources in a process of its own, as the program's entry does. */
export function storygateFromSource(
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  const core = join(PACKAGES, 'core/src');
  return run(process.execPath, sourceScript('cli', SCRIPT, [core, ...args]), options);
}
