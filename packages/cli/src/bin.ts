#!/usr/bin/env node
import { interrupt } from '@storygate/core/process/interruption';
import { runCommandLine } from './command-line';
import { EXIT } from './exit-code';

let asked = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The first asks everything to stop and clean up; a second one means it.
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    interrupt();
  });
}
// A reader that went away (`| head`), or a terminal (Linux says EIO), is not an error of ours: with nobody to read its result a
// command stops where it stands, and cleans up. Without its progress it goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  throwUnlessGone(error);
  interrupt();
});
process.stderr.on('error', throwUnlessGone);

function throwUnlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // Nothing is under way any more but a timer of 50 ms that simple-git keeps after each command of git.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
});
