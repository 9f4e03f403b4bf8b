import type { RemovedEntry } from '@storygate/core/queue/drop-removed';
import type { Output } from '../output';

/** Prints what removing a story does to the queues. */
export function renderDrop(
  output: Output,
  story: string,
  { entry, staysOn }: RemovedEntry,
  done: 'would' | 'did',
): void {
  if (entry !== null) {
    output.say(
      done === 'would'
        ? '  would take it off the queue, so it would not land'
        : '  it was queued, and is off the queue',
    );
  }
  if (staysOn !== null) {
    output.say(
      `  it stays queued on ${staysOn}, where a runner may land it; take it off with \`npx storygate queue drop ${story}\``,
    );
  }
}
