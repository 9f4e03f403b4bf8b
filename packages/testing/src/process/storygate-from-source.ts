import { dirname, join } from 'node:path';
import { run, type Finished, type RunOptions } from './run';
import { sourceScript } from './source-script';

const PACKAGES = dirname(dirname(dirname(__dirname)));

const SCRIPT = `
const Module = require('node:module');
const resolve = Module._resolveFilename;
const core = require.resolve(args.shift());
Module._resolveFilename = function (request, ...rest) {
  return request === '@storygate/core' ? core : resolve.call(this, request, ...rest);
};
process.exitCode = await source('program').runCommandLine(args);`;

/** Runs one command line of this checkout's sources in a process of its own, as the program's entry does. */
export function storygateFromSource(
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  const core = join(PACKAGES, 'core/src/index.ts');
  return run(process.execPath, sourceScript('cli', SCRIPT, [core, ...args]), options);
}
