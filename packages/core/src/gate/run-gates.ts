import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inStep, type Emit } from '../events/events';
import { runNx } from '../nx/nx-program';
import type { Observation } from './judge';
import { readTasks } from './record-tasks';
import type { TaskRecord } from './recorded-task';
import type { GatePlace } from './run-gate';

/** Which projects' gates to run, and where the recorder writes. */
export interface GatesRequest {
  readonly target: string;
  readonly projects: readonly string[];
  readonly folder: string;
  /** What a person reads while it runs. */
  readonly detail: string;
  /** `fresh`: nothing is answered by a cache. */
  readonly results: 'cached' | 'fresh';
}

/** Runs the gates of some projects in one Nx run, and reads what the recorder saw. */
export async function runGates(
  place: GatePlace,
  { target, projects, folder, detail, results }: GatesRequest,
  emit: Emit,
): Promise<Observation> {
  await mkdir(folder, { recursive: true });
  const args = [`--targets=${target}`, `--projects=${projects.join(',')}`, '--output-style=static'];
  const { exitCode } = await inStep(emit, 'run-gate', detail, () =>
    runNx(place.nxRoot, ['run-many', ...args], {
      env: {
        ...place.env,
        STORYGATE_RUN: folder,
        ...(results === 'fresh' ? { NX_SKIP_NX_CACHE: 'true' } : {}),
      },
      logFile: join(folder, 'nx.log'),
      onLine: (line) => emit({ type: 'output', step: 'run-gate', line }),
    }),
  );
  return { tasks: await readTasks(folder), exitCode };
}

/** Whether a task is known to have failed. */
export function hasFailed(tasks: readonly TaskRecord[]): boolean {
  return tasks.some(({ result }) => result === 'failed');
}
