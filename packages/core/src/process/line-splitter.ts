import { StringDecoder } from 'node:string_decoder';

/** The longest line that is handed on where nothing else is said, in characters; the rest of a longer one is left out. */
const LONGEST_LINE = 10_000;

/** Splits a stream of bytes into lines, in bounded memory. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private open = '';

  constructor(
    private readonly onLine: (line: string) => void,
    /** In characters. */
    private readonly longest = LONGEST_LINE,
  ) {}

  write(bytes: Buffer): void {
    const [first = '', ...others] = this.decoder.write(bytes).split('\n');
    this.extend(first);
    for (const next of others) {
      this.end();
      this.extend(next);
    }
  }

  /** Hands on the last line, which no line break ended. */
  finish(): void {
    this.extend(this.decoder.end());
    if (this.open !== '') this.end();
  }

  private extend(text: string): void {
    this.open += text.slice(0, this.longest - this.open.length);
  }

  private end(): void {
    this.onLine(this.open.replace(/\r$/, ''));
    this.open = '';
  }
}
