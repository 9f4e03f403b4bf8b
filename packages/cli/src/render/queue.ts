import type { Pause } from '@storygate/core/queue/pause';
import type { QueueEntry } from '@storygate/core/queue/queue-entry';
import type { Trunk } from '@storygate/core/repository/trunk';
import type { Output } from '../output';
import type { ShownQueue } from '../queues';
import { short } from './short';

/** The JSON form of the queues. */
export function queueDocument(queues: readonly ShownQueue[]): object {
  return {
    paused: queues[0]?.pause ?? null,
    entries: queues.flatMap(({ place, entries, results }) =>
      entries.map((entry, index) => ({
        position: index + 1,
        remote: place.remote,
        story: entry.id,
        head: entry.head,
        priority: entry.priority,
        queuedAt: entry.queuedAt,
        strategy: entry.strategy,
        problem: entry.problem,
        lastResult: results.get(entry.id) ?? null,
      })),
    ),
  };
}

/** Prints the queues. */
export function renderQueues(
  output: Output,
  queues: readonly ShownQueue[],
  trunk: Pick<Trunk, 'name'>,
): void {
  const pause = queues[0]?.pause ?? null;
  if (pause !== null) output.say(`the queue of ${trunk.name} is ${describePause(pause)}`);
  if (queues.every(({ entries }) => entries.length === 0)) {
    output.say('nothing is queued; queue a story with `npx storygate merge <story> --no-wait`');
    return;
  }
  for (const queue of queues) {
    if (queue.entries.length === 0) continue;
    const where = queue.place.remote === null ? 'in this repository' : `on ${queue.place.remote}`;
    output.say(`queued for ${trunk.name} ${where}:`);
    for (const line of tableOf(queue)) output.say(line);
  }
}

function tableOf({ entries, results }: ShownQueue): string[] {
  const rows = entries.map((entry, index) => [
    String(index + 1),
    entry.id,
    short(entry.head),
    String(entry.priority),
    entry.queuedAt?.slice(0, 16).replace('T', ' ') ?? 'unknown',
    results.get(entry.id)?.outcome ?? '',
  ]);
  const head = ['', 'story', 'head', 'priority', 'since (UTC)', 'last landing'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(lineOf).concat(entries.flatMap(problemOf));
}

function problemOf({ id, problem }: QueueEntry): string[] {
  return problem === null ? [] : [`can't land: ${id}: ${problem}`];
}

/** A clause that says since when the queue is paused, who did it and why. */
export function describePause({ at, by, reason }: Pause): string {
  const words = [
    'paused',
    ...(at === null ? [] : [`since ${at}`]),
    ...(by === null ? [] : [`by ${by}`]),
  ];
  return words.join(' ') + (reason === null ? '' : `: ${reason}`);
}
