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
// A reader that went away (`| head`), or a terminal (Linux says EIO), is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(EXIT.done);
  throw error;
});

void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // Nothing is under way any more but a timer of 50 ms that simple-git keeps after each command of git.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
});
