/**
 * Keeps the beginning and the end of a stream of bytes, half of `most` each, and counts what is left out between them:
 * however much comes, what is kept takes no more memory than that.
 */
export class HeadAndTail {
  private readonly half: number;
  private seen = 0;
  /** The end, written round and round; made when the beginning is full. */
  private ring: Buffer | null = null;

  constructor(
    most: number,
    /** Gets the beginning as it comes. */
    private readonly onHead: (bytes: Buffer) => void,
  ) {
    this.half = Math.floor(most / 2);
  }

  write(bytes: Buffer): void {
    const head = bytes.subarray(0, Math.max(0, this.half - this.seen));
    if (head.length > 0) this.onHead(head);
    this.seen += head.length;
    const rest = bytes.subarray(head.length);
    this.seen += rest.length;
    if (rest.length > 0) this.keep(rest.subarray(-this.half));
  }

  /** What comes after the beginning: a line that says how much was left out, if anything was, and the end. */
  end(): Buffer {
    const after = Math.max(0, this.seen - this.half);
    if (this.ring === null || after <= this.half)
      return this.ring?.subarray(0, after) ?? Buffer.alloc(0);
    const start = after % this.half;
    return Buffer.concat([
      Buffer.from(leftOut(after - this.half, 'bytes')),
      this.ring.subarray(start),
      this.ring.subarray(0, start),
    ]);
  }

  /** Puts the last bytes that were seen where they belong in the ring. */
  private keep(last: Buffer): void {
    this.ring ??= Buffer.alloc(this.half);
    const start = (this.seen - this.half - last.length) % this.half;
    const copied = last.copy(this.ring, start);
    last.copy(this.ring, 0, copied);
  }
}

/** The line that stands where output was left out; empty when nothing was. */
export function leftOut(count: number, unit: 'bytes' | 'characters'): string {
  return count === 0 ? '' : `\n[storygate: ${count} ${unit} left out]\n`;
}
