import type { Queue } from '../queue';
import type { Tree } from '../tree';
import type { Story } from '../workload';
import { storiesOf } from './batch-then-singles';
import type { Strategy } from './strategy';

/**
 * bors-ng (lib/worker/batcher.ex and batcher/divider.ex): waiting batches are worked one after the other, each on trunk's
 * tip. A red batch is cut into two, which go to the end. A story joins the last waiting batch that has room, else a new
 * one. A batch that git can't merge is cut likewise; what conflicts with trunk itself fails at once.
 */
export function batchAndHalve(size: number): Strategy {
  let batches: (readonly Story[])[] = [];
  const known = new Set<number>();

  function take(queue: Queue): void {
    for (const story of queue.waiting) {
      if (known.has(story.number)) continue;
      known.add(story.number);
      const at = batches.findLastIndex((batch) => batch.length < size);
      if (at === -1) batches.push([story]);
      else batches[at] = [...(batches[at] ?? []), story];
    }
  }
  function halve(batch: readonly Story[]): void {
    const middle = Math.floor(batch.length / 2);
    batches.push(batch.slice(0, middle), batch.slice(middle));
  }

  return {
    next(queue) {
      take(queue);
      for (;;) {
        queue.returnConflicted();
        const [batch, ...others] = batches;
        if (batch === undefined) return null;
        batches = others;
        const open = batch.filter((story) => queue.waiting.includes(story));
        if (open.length === 0) continue;
        const tip = merge(queue.trunk, open);
        if (tip !== null) return { from: queue.trunk, to: tip };
        halve(open);
      }
    },
    hear({ to, failed }, queue) {
      const batch = storiesOf(to, queue.trunk);
      const [first] = batch;
      if (failed.length === 0) queue.land(to);
      else if (batch.length > 1) halve(batch);
      else if (first !== undefined) queue.eject(first, queue.trunk);
    },
  };
}

/** All of a batch on trunk, in the order of arrival; null where two conflict. */
function merge(trunk: Tree, batch: readonly Story[]): Tree | null {
  let tip = trunk;
  for (const story of [...batch].sort((a, b) => a.number - b.number)) {
    if (!tip.takes(story)) return null;
    tip = tip.with(story);
  }
  return tip;
}
