import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOut } from '../process/head-and-tail';
import { readRecord, writeRecord } from '../state/record-file';
import { taskFileSchema, type RecordedTask, type TaskRecord } from './recorded-task';

/** The most that is kept of a task's output, in characters; beginning and end stay. */
const LONGEST_LOG = 20_000_000;

/** Writes `tasks.json` and one `<project>.<target>.log` a task into a gate run's folder. */
export async function recordTasks(folder: string, tasks: readonly RecordedTask[]): Promise<void> {
  await writeTasks(folder, tasks);
}

/** The same, returning what was written. */
export async function writeTasks(
  folder: string,
  tasks: readonly RecordedTask[],
): Promise<TaskRecord[]> {
  await mkdir(folder, { recursive: true });
  const records: TaskRecord[] = [];
  for (const { output, ...task } of tasks) {
    const log = `${fileName(task.project)}.${fileName(task.target)}.log`;
    await writeFile(join(folder, log), bounded(output));
    records.push({ ...task, log });
  }
  await writeRecord(join(folder, 'tasks.json'), { version: 1, tasks: records });
  return records;
}

/** What the task hook of a run recorded, or null when it recorded nothing: the plugin was not there, or the run died. */
export async function readTasks(folder: string): Promise<TaskRecord[] | null> {
  return (await readRecord(join(folder, 'tasks.json'), taskFileSchema))?.tasks ?? null;
}

/** `@acme/cart` → `@acme+cart`: a project's name as a part of a file's name. */
function fileName(name: string): string {
  return name.replace(/[/\\]/g, '+').replace(/[^\w@+.-]/g, '_');
}

function bounded(output: string): string {
  if (output.length <= LONGEST_LOG) return output;
  const half = LONGEST_LOG / 2;
  const said = leftOut(output.length - LONGEST_LOG, 'characters');
  return `${output.slice(0, half)}${said}${output.slice(-half)}`;
}
