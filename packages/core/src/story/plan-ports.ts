/** A block of ports that belongs to one story. */
export interface PortBlock {
  readonly base: number;
  readonly size: number;
}

const HIGHEST_PORT = 65_535;

/** The blocks that no other story has, lowest first. The first of the range is left to trunk's own checkout. */
export function* planPorts(range: PortBlock, taken: readonly PortBlock[]): Generator<PortBlock> {
  for (
    let base = range.base + range.size;
    base + range.size - 1 <= HIGHEST_PORT;
    base += range.size
  ) {
    const block = { base, size: range.size };
    if (isUntaken(block, taken)) yield block;
  }
}

/** Whether a block shares no port with any of the others. */
export function isUntaken({ base, size }: PortBlock, taken: readonly PortBlock[]): boolean {
  return taken.every((other) => base + size <= other.base || other.base + other.size <= base);
}
