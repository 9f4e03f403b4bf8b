/** What a machine has. */
export interface Machine {
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
}

/** What an agent and the gate of its story take at their worst, in bytes. */
const MEMORY_OF_ONE = 2_000_000_000;

/** How many agents a machine bears at once: two for each core, since they mostly wait for their model, as memory allows. */
export function planParallel({ cores, memory }: Machine): number {
  return Math.max(1, Math.min(cores * 2, Math.floor(memory / MEMORY_OF_ONE)));
}
