import type { Policy } from '../options/policy';
import { startMinutes } from '../process/minutes';
import type { StoppedProcess } from '../process/run-program';

/** Starts the clock of a gate run, or of a command that prepares for one: aborts after the policy's `gate.timeLimit`. */
export function startTimeLimit({ options }: Policy): AbortSignal {
  return startMinutes(options.gate.timeLimit);
}

/** Why a run that was stopped at its limit did not run, with the tasks that were under way. */
export function describeOverrun({ options }: Policy, stopped: readonly StoppedProcess[]): string {
  const { timeLimit } = options.gate;
  const minutes = `${timeLimit} ${timeLimit === 1 ? 'minute' : 'minutes'}`;
  return `it was stopped at its limit of ${minutes} (gate.timeLimit)${whileRunning(stopped)}`;
}

/** Why a run did not run that whoever asked for it stopped, with the tasks that were under way. */
export function describeStop(stopped: readonly StoppedProcess[]): string {
  return `it was stopped before its end${whileRunning(stopped)}`;
}

/** The projects whose tasks processes belong to; none where the system does not tell. */
export function stoppedProjects(stopped: readonly StoppedProcess[]): string[] {
  const projects = stopped.flatMap(({ env }) => valueOf(env, 'PROJECT') ?? []);
  return [...new Set(projects)].sort();
}

function whileRunning(stopped: readonly StoppedProcess[]): string {
  const tasks = tasksOf(stopped);
  return tasks.length === 0 ? '' : ` while ${tasks.join(', ')} ran`;
}

/** The tasks that processes belong to, by the variables that Nx gives each task. */
function tasksOf(processes: readonly StoppedProcess[]): string[] {
  const tasks = processes.map(({ env }) => {
    const [project, target] = ['PROJECT', 'TARGET'].map((part) => valueOf(env, part));
    return project === undefined || target === undefined ? '' : `${project}:${target}`;
  });
  return [...new Set(tasks)].filter((task) => task !== '').sort();
}

function valueOf(env: readonly string[], part: string): string | undefined {
  const start = `NX_TASK_TARGET_${part}=`;
  return env.find((entry) => entry.startsWith(start))?.slice(start.length);
}
