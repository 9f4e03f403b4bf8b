import { closeSync, openSync, writeSync } from 'node:fs';
import { HeadAndTail } from './head-and-tail';
import { LineSplitter } from './line-splitter';

/** The most that is kept of a program's standard output, and of its standard error, in bytes. */
const KEPT_OUTPUT = 4_000_000;
/** The most that one program adds to a log file, in bytes; beginning and end stay. */
const LONGEST_LOG = 20_000_000;

/** Who gets a program's output as it comes. */
export interface OutputListener {
  /** Called with each line of output, standard error included, as it comes; a very long one is cut. */
  readonly onLine?: (line: string) => void;
  /** Where a line is cut, in characters; 10,000 when nothing is said. */
  readonly longestLine?: number;
  /** A file that gets what the program prints, after what it holds already; of very much, beginning and end. */
  readonly logFile?: string;
}

/** What a program prints: kept, split into lines and logged, all of it in bounded memory. */
export class ProgramOutput {
  readonly stdout = keepText();
  readonly stderr = keepText();
  private readonly log: LogFile | null;
  private readonly splitters: LineSplitter[] = [];

  constructor(private readonly listener: OutputListener) {
    this.log = listener.logFile === undefined ? null : new LogFile(listener.logFile);
  }

  /** Reads one of the program's streams. `onFailure` is told, once, when what came can't be kept (a full disk). */
  read(
    name: 'stdout' | 'stderr',
    stream: NodeJS.ReadableStream,
    onFailure: (error: unknown) => void,
  ): void {
    const { onLine, longestLine } = this.listener;
    const lines = onLine === undefined ? null : new LineSplitter(onLine, longestLine);
    if (lines !== null) this.splitters.push(lines);
    let failed = false;
    stream.on('data', (bytes: Buffer) => {
      if (failed) return;
      try {
        this[name].write(bytes);
        lines?.write(bytes);
        this.log?.write(bytes);
      } catch (error) {
        failed = true;
        onFailure(error);
      }
    });
  }

  /** Hands on what is left when the program has ended, and closes the log after a last `note`. */
  finish(note: string): void {
    try {
      for (const lines of this.splitters) lines.finish();
      this.log?.finish(note);
    } finally {
      this.log?.close();
    }
  }
}

interface KeptText {
  write(bytes: Buffer): void;
  text(): string;
}

function keepText(): KeptText {
  const head: Buffer[] = [];
  const kept = new HeadAndTail(KEPT_OUTPUT, (bytes) => head.push(bytes));
  return {
    write: (bytes) => kept.write(bytes),
    text: () => Buffer.concat([...head, kept.end()]).toString(),
  };
}

interface OpenFile {
  readonly file: number;
  readonly path: string;
}

/** Written at once, chunk by chunk: nothing piles up in memory while a disk is slow. */
class LogFile {
  private readonly open: OpenFile;
  private readonly kept: HeadAndTail;

  constructor(path: string) {
    this.open = { file: openSync(path, 'a'), path };
    this.kept = new HeadAndTail(LONGEST_LOG, (bytes) => writeAll(this.open, bytes));
  }

  write(bytes: Buffer): void {
    this.kept.write(bytes);
  }

  finish(note: string): void {
    writeAll(this.open, Buffer.concat([this.kept.end(), Buffer.from(note)]));
  }

  close(): void {
    closeSync(this.open.file);
  }
}

/** Writes everything: a single write may take only a part, on a disk that is nearly full for example. */
function writeAll({ file, path }: OpenFile, bytes: Buffer): void {
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  } catch (error) {
    // A write through an open file does not say which.
    throw Object.assign(error as object, { path });
  }
}
