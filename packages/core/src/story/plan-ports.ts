/** A block of ports that belongs to one story. */
export interface PortBlock {
  readonly base: number;
  readonly size: number;
}

const HIGHEST_PORT = 65_535;

/** The lowest free block: the first is left to trunk's own checkout. Null when the range is used up. */
export function planPorts(range: PortBlock, taken: readonly PortBlock[]): PortBlock | null {
  for (
    let base = range.base + range.size;
    base + range.size - 1 <= HIGHEST_PORT;
    base += range.size
  ) {
    const free = taken.every(
      (other) => base + range.size <= other.base || other.base + other.size <= base,
    );
    if (free) return { base, size: range.size };
  }
  return null;
}
