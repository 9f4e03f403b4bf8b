import * as v from 'valibot';

/** How one task of an Nx run ended, as the plugin's task hook saw it. */
export interface RecordedTask {
  readonly project: string;
  readonly target: string;
  /** The project's folder in the Nx workspace; null where Nx does not say. */
  readonly root?: string | null;
  readonly result: 'passed' | 'failed';
  /** Whether the result came from a cache instead of a run. */
  readonly cached: boolean;
  /** Nx's hash of the task's inputs. */
  readonly hash: string | null;
  /** ISO 8601. */
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  /** Everything the task printed. */
  readonly output: string;
}

/** A task in a run's record: the output is in a file of the run's folder. */
export type TaskRecord = v.InferOutput<typeof taskRecordSchema>;

/** The form of a task in `run.json` and `tasks.json`. */
export const taskRecordSchema = v.object({
  project: v.string(),
  target: v.string(),
  root: v.optional(v.nullable(v.string())),
  result: v.picklist(['passed', 'failed']),
  cached: v.boolean(),
  hash: v.nullable(v.string()),
  startedAt: v.nullable(v.string()),
  durationMs: v.nullable(v.number()),
  log: v.string(),
});

/** The form of `tasks.json`, which the plugin's task hook writes. */
export const taskFileSchema = v.object({ version: v.literal(1), tasks: v.array(taskRecordSchema) });

/** The form of a flaky task in `run.json` and in attestations. */
export const flakyTaskSchema = v.object({
  project: v.string(),
  target: v.string(),
  hash: v.string(),
});

/** A task that failed and then passed with the same hash of its inputs, in one gate run. */
export type FlakyTask = v.InferOutput<typeof flakyTaskSchema>;

/** `project:target`, as Nx writes it. */
export function taskId(task: { readonly project: string; readonly target: string }): string {
  return `${task.project}:${task.target}`;
}
