import type { Verdict, Wish } from '../gate';
import type { Queue } from '../queue';

/** A rule by which stories land, on one machine that gates one commit after the other. */
export interface Strategy {
  /** Lands and ejects what it can, and says what it wants to have gated next; null to wait for another story. */
  next(queue: Queue): Wish | null;
  /** Hears what came of it. */
  hear(verdict: Verdict, queue: Queue): void;
}
