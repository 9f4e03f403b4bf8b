import type { StorygateEvent } from '@storygate/core/events/events';
import { cleanLines, cleanPrint } from './render/clean-lines';
import { createProgress, type Progress } from './render/progress';

/** What a command prints to standard output: lines for people, one JSON document, or a line of JSON for each event. */
export type OutputForm = 'text' | 'document' | 'events';

/**
 * Where a command's words go: results to standard output, everything else to standard error. Other people's words may be
 * part of any line, an agent's or a file's name: what a terminal would obey in them is left out here.
 */
export interface Output {
  readonly json: boolean;
  /** A line of the result; silent where JSON is printed. */
  say(line: string): void;
  /** What a program printed, as part of the result: with its colours, and as it is where nobody's terminal could obey it. */
  pass(text: string): void;
  /** A line for whoever watches: progress, errors, hints. */
  tell(line: string): void;
  /** The one JSON document of the command, the last line of events; silent where text is printed. */
  document(value: object): void;
  emit(event: StorygateEvent): void;
  /** Ends the live line, so that what follows starts on a line of its own. */
  settle(): void;
}

/** Output to this process's streams. */
export function createOutput(form: OutputForm): Output {
  const progress: Progress = createProgress(process.stderr);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  return {
    json: form !== 'text',
    say: (line) => {
      progress.settle();
      if (form === 'text') print(cleanLines(line));
    },
    pass: (text) => {
      progress.settle();
      if (form === 'text') print(process.stdout.isTTY ? cleanPrint(text) : text);
    },
    tell: (line) => {
      progress.settle();
      process.stderr.write(`${cleanLines(line)}\n`);
    },
    document: (value) => {
      progress.settle();
      if (form === 'document') print(JSON.stringify({ schemaVersion: 1, ...value }, null, 2));
      if (form === 'events')
        print(JSON.stringify({ schemaVersion: 1, type: 'document', ...value }));
    },
    emit: (event) => {
      if (form !== 'events') progress.emit(event);
      else print(JSON.stringify({ schemaVersion: 1, ...event, at: new Date().toISOString() }));
    },
    settle: () => progress.settle(),
  };
}
