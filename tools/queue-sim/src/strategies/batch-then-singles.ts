import type { Queue } from '../queue';
import type { Tree } from '../tree';
import type { Story } from '../workload';
import { serial } from './serial';
import type { Strategy } from './strategy';

/** A batch at once; if it is red, each of its stories by itself (Dorfman 1943, two-stage group testing). */
export function batchThenSingles(size: number): Strategy {
  const single = serial();
  let suspects: readonly Story[] = [];
  return {
    next(queue) {
      queue.returnConflicted();
      suspects = suspects.filter((story) => queue.waiting.includes(story));
      const [first] = suspects;
      if (first !== undefined) return { from: queue.trunk, to: queue.trunk.with(first) };
      const tip = chainOf(queue, size).at(-1);
      return tip === undefined ? null : { from: queue.trunk, to: tip };
    },
    hear(verdict, queue) {
      const batch = storiesOf(verdict.to, queue.trunk);
      if (batch.length > 1 && verdict.failed.length > 0) suspects = batch;
      else single.hear(verdict, queue);
    },
  };
}

/** Commits of the first waiting stories, each on the one before; what conflicts with these waits. */
export function chainOf({ trunk, waiting }: Queue, most: number): Tree[] {
  const chain: Tree[] = [];
  for (const story of waiting) {
    if (chain.length === most) break;
    const tip = chain.at(-1) ?? trunk;
    if (tip.takes(story)) chain.push(tip.with(story));
  }
  return chain;
}

/** The stories that a commit has and trunk has not, oldest first. */
export function storiesOf(tree: Tree, trunk: Tree): Story[] {
  const stories: Story[] = [];
  for (let at = tree; at !== trunk && at.top !== null; at = at.top.on) stories.push(at.top.story);
  return stories.reverse();
}
