import type { Verdict, Wish } from '../gate';
import type { Queue } from '../queue';
import type { Tree } from '../tree';
import type { Story } from '../workload';

/** How far ahead is speculated: a number of stories that a landing raises and a rejection lowers. */
export interface Window {
  readonly start: number;
  readonly landed: (window: number) => number;
  readonly ejected: (window: number) => number;
}

/** Zuul's defaults: 20, one more for each landing, half for each rejection, at least 3. */
export const ZUUL: Window = {
  start: 20,
  landed: (window) => window + 1,
  ejected: (window) => Math.max(3, Math.floor(window / 2)),
};

/** One story in the window: the commit it is tried as, on all before it that have not failed. */
interface Place {
  readonly story: Story;
  readonly wish: Wish;
  /** Whether it conflicts with what is before it, so that there is nothing to gate. */
  readonly conflicts: boolean;
}

/**
 * Speculative prefixes (Zuul's dependent pipeline): each story of the window is gated on top of all before it, as if they
 * had landed. A red one makes those behind it start again without it; it is sent back when all before it have landed.
 */
export class Speculation {
  private window: number;
  private readonly verdicts = new Map<Tree, Verdict>();

  constructor(private readonly rule: Window) {
    this.window = rule.start;
  }

  /** Lands and ejects what can be, and says what should be under way now, most urgent first. */
  next(queue: Queue): Wish[] {
    for (;;) {
      queue.returnConflicted();
      const places = this.look(queue);
      const [head] = places;
      const verdict = head && this.verdicts.get(head.wish.to);
      if (head === undefined || verdict === undefined)
        return places
          .filter(({ wish, conflicts }) => !conflicts && !this.verdicts.has(wish.to))
          .map(({ wish }) => wish);
      if (verdict.failed.length === 0) {
        queue.land(head.wish.to);
        this.window = this.rule.landed(this.window);
      } else {
        queue.eject(head.story, queue.trunk);
        this.window = this.rule.ejected(this.window);
      }
    }
  }

  hear(verdict: Verdict): void {
    this.verdicts.set(verdict.to, verdict);
  }

  private look({ trunk, waiting }: Queue): Place[] {
    let tip = trunk;
    return waiting.slice(0, this.window).map((story) => {
      const wish = { from: tip, to: tip.with(story) };
      const conflicts = !tip.takes(story);
      const isRed = (this.verdicts.get(wish.to)?.failed.length ?? 0) > 0;
      if (!conflicts && !isRed) tip = wish.to;
      return { story, wish, conflicts };
    });
  }
}
