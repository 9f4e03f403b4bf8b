import type { StorygateEvent } from '@storygate/core';
import { createProgress, type Progress } from './render/progress';

/** Where a command's words go: results to standard output, everything else to standard error. */
export interface Output {
  readonly json: boolean;
  /** A line of the result; silent under `--json`. */
  say(line: string): void;
  /** A line for whoever watches: progress, errors, hints. */
  tell(line: string): void;
  /** The one JSON document of the command; silent without `--json`. */
  document(value: object): void;
  emit(event: StorygateEvent): void;
  /** Ends the live line, so that what follows starts on a line of its own. */
  settle(): void;
}

/** Output to this process's streams. */
export function createOutput(json: boolean): Output {
  const progress: Progress = createProgress(process.stderr);
  return {
    json,
    say: (line) => {
      progress.settle();
      if (!json) process.stdout.write(`${line}\n`);
    },
    tell: (line) => {
      progress.settle();
      process.stderr.write(`${line}\n`);
    },
    document: (value) => {
      progress.settle();
      if (json)
        process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...value }, null, 2)}\n`);
    },
    emit: (event) => progress.emit(event),
    settle: () => progress.settle(),
  };
}
