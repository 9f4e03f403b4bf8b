import type { Result } from './result';

/** A task that gave different results for the same inputs, and when that was seen last. */
export interface FlakySighting {
  /** `project:target`. */
  readonly task: string;
  /** The story in whose landing it was seen. */
  readonly story: string;
  /** ISO 8601: when that landing ended. */
  readonly at: string;
}

/** The tasks that the newest landing of each story found flaky, each as it was seen last, the newest first. */
export function listFlakyTasks(results: Iterable<Result>): FlakySighting[] {
  const last = new Map<string, FlakySighting>();
  for (const { flaky, story, at } of results) {
    for (const task of flaky) {
      if (at > (last.get(task)?.at ?? '')) last.set(task, { task, story, at });
    }
  }
  return [...last.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
}
