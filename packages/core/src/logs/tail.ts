import { open } from 'node:fs/promises';
import { hasCode } from '../errors/messages';
import { LineSplitter } from '../process/line-splitter';

/** Read at once, in bytes. */
const CHUNK = 65_536;

/** Hands on, in lines, what files got since it looked last. */
export class Tail {
  private readonly offsets = new Map<string, number>();
  private readonly lines: LineSplitter;

  /** A line is cut at `longest` characters; at 10,000 when nothing is said. */
  constructor(onLine: (line: string) => void, longest?: number) {
    this.lines = new LineSplitter(onLine, longest);
  }

  /** Reads what is new in a file; a file that is not there has nothing new. `name` stays the same where a file is moved. */
  async read(path: string, name = path): Promise<void> {
    const file = await open(path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    });
    if (file === null) return;
    try {
      const { size } = await file.stat();
      // One that became shorter was begun again.
      const seen = this.offsets.get(name) ?? 0;
      let offset = seen > size ? 0 : seen;
      while (offset < size) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, offset);
        if (bytesRead === 0) break;
        this.lines.write(buffer.subarray(0, bytesRead));
        offset += bytesRead;
      }
      this.offsets.set(name, offset);
    } finally {
      await file.close();
    }
  }

  /** Hands on the last line, which no line break ended. */
  finish(): void {
    this.lines.finish();
  }
}
