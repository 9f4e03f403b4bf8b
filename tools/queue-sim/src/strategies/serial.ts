import type { Strategy } from './strategy';

/** One story at a time: gated on trunk's tip, then landed or sent back (rust-lang/bors, GitHub without groups). */
export function serial(): Strategy {
  return {
    next(queue) {
      queue.returnConflicted();
      const [story] = queue.waiting;
      return story === undefined ? null : { from: queue.trunk, to: queue.trunk.with(story) };
    },
    hear({ to, failed }, queue) {
      const story = to.top?.story;
      if (failed.length === 0) queue.land(to);
      else if (story !== undefined) queue.eject(story, queue.trunk);
    },
  };
}
