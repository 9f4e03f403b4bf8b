import type { GateRun } from '../../gate/run-record';

/** What is known of a story when its agent wants to stop. */
export interface StopFacts {
  /** Paths that are not committed. */
  readonly dirty: readonly string[];
  /** Whether the story has committed anything. */
  readonly work: 'some' | 'none';
  /** The newest evidence about what is committed; null where there is none. */
  readonly evidence: Pick<GateRun, 'result' | 'tasks' | 'reason'> | null;
  /** How often this agent was held back already. */
  readonly held: number;
}

/** Whether an agent may stop, or why it should go on. */
export type StopAction =
  | { readonly do: 'let-go'; readonly why: 'green' | 'nothing-to-gate' | 'held-enough' }
  | { readonly do: 'hold'; readonly why: 'uncommitted'; readonly paths: readonly string[] }
  | { readonly do: 'hold'; readonly why: 'not-gated' }
  | {
      readonly do: 'hold';
      readonly why: 'red';
      readonly evidence: NonNullable<StopFacts['evidence']>;
    };

/** So often an agent is held back in one session. One that can't go on must be able to say so, and end. */
export const MOST_HELD = 5;

/** Decides whether an agent may stop: not before the gate is green on all of its work, and committed. */
export function planStop({ dirty, work, evidence, held }: StopFacts): StopAction {
  if (dirty.length === 0) {
    if (work === 'none') return { do: 'let-go', why: 'nothing-to-gate' };
    if (evidence?.result === 'passed') return { do: 'let-go', why: 'green' };
  }
  if (held >= MOST_HELD) return { do: 'let-go', why: 'held-enough' };
  if (dirty.length > 0) return { do: 'hold', why: 'uncommitted', paths: dirty };
  return evidence === null
    ? { do: 'hold', why: 'not-gated' }
    : { do: 'hold', why: 'red', evidence };
}
