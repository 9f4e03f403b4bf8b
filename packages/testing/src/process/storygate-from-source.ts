import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { run, start, type Finished, type RunOptions, type Running } from './run';
import { sourceScript } from './source-script';

const PACKAGES = dirname(dirname(dirname(__dirname)));

const SOURCES = `
const Module = require('node:module');
const resolve = Module._resolveFilename;
const core = args.shift();
Module._resolveFilename = function (request, ...rest) {
  const isCore = request.startsWith('@storygate/core/');
  const path = isCore ? core + request.slice('@storygate/core'.length) + '.ts' : request;
  return resolve.call(this, path, ...rest);
};
`;

const SCRIPT = `${SOURCES}
process.exitCode = await source('command-line').runCommandLine(args);`;

/** Runs one command line of this checkout's sources in a process of its own, as the program's entry does. */
export function storygateFromSource(
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  return run(process.execPath, sourceArguments(args), options);
}

/** The same, handed over while it runs. */
export function startStorygateFromSource(
  args: readonly string[],
  options: RunOptions,
): Promise<Running> {
  return start(process.execPath, sourceArguments(args), options);
}

function sourceArguments(args: readonly string[]): string[] {
  return sourceScript('cli', SCRIPT, [join(PACKAGES, 'core/src'), ...args]);
}

/** A file that Node runs as the program itself, with its handling of signals, out of this checkout's sources. */
export function storygateProgram(): string {
  const script = `args.splice(0, 1, ${JSON.stringify(join(PACKAGES, 'core/src'))});
${SOURCES}
source('bin');`;
  const [, text = ''] = sourceScript('cli', script, []);
  const file = join(temporaryFolder('program'), 'storygate.js');
  writeFileSync(file, text);
  return file;
}
