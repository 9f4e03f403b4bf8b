import * as v from 'valibot';
import { listProcesses, type ListedProcess } from './list-processes';

/** The form of a process group's name in records. */
export const groupSchema = v.object({
  /** The pid of the process that leads it, or led it. */
  leader: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** When that started, in the system's own way of telling; empty when it had ended already. */
  started: v.string(),
});

/** Names a process group until the machine starts again. */
export type ProcessGroup = Readonly<v.InferOutput<typeof groupSchema>>;

/** The name of the group that a process leads. */
export async function nameGroup(leader: number): Promise<ProcessGroup> {
  const process = (await listProcesses()).find(({ pid }) => pid === leader);
  return { leader, started: process?.started ?? '' };
}

/** Whether the group's number still means it, going by what lives now: a pid is used again once nothing has it. */
export function isStillMeant(
  { leader, started }: ProcessGroup,
  living: readonly ListedProcess[],
): boolean {
  const now = living.find(({ pid }) => pid === leader);
  return now === undefined || (started !== '' && now.started === started);
}
