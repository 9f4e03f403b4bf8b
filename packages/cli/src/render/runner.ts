import type { EndedEntry } from '@storygate/core/landing/queue-source';
import type { Result } from '@storygate/core/queue/result';
import type { Output } from '../output';
import { differenceLines } from './approval';
import { short } from './short';

/** Prints how a queued story ended on the runner's side. */
export function renderEndedEntry(output: Output, { result, published }: EndedEntry): void {
  const story = `story/${result.story} at ${short(result.head)}`;
  if (!published) {
    output.say(`${story}: ended by another runner, or queued again meanwhile`);
  } else output.say(`${story}: ${describeResult(result)}`);
}

/** One line that tells how a queued story's last landing ended. */
export function describeResult(result: Result): string {
  const failed = result.failedTasks.map(({ project, target }) => `${project}:${target}`);
  const details = [
    ...(result.outcome === 'merged' ? [`as ${short(result.commit)}`] : []),
    ...(failed.length > 0 ? [`${failed.join(', ')} failed on the merged tree`] : []),
    ...(result.conflicts.length > 0 ? [`in ${result.conflicts.join(', ')}`] : []),
    ...differenceLines(result.differences),
    ...(result.reason === null ? [] : [result.reason]),
  ];
  return [result.outcome, ...details.slice(0, 5)].join(', ');
}
