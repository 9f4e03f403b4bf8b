import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requireRoom } from '../errors/storage-trouble';
import { inStep, type Emit } from '../events/events';
import {
  findAffected,
  knownAffected,
  rangeOf,
  type Affected,
  type AffectedQuestion,
} from '../nx/affected';
import { runNx } from '../nx/nx-program';
import type { StoppedProcess } from '../process/run-program';
import type { Observation } from './judge';
import { readTasks } from './record-tasks';
import type { GatePlace } from './run-gate';
import { takePlan } from './take-plan';

/** Where the recorder of an Nx run writes, and how the run goes. */
interface RunRequest {
  readonly folder: string;
  /** What a person reads while it runs. */
  readonly detail: string;
  /** `fresh`: nothing is answered by a cache. */
  readonly results: 'cached' | 'fresh';
  readonly limit: AbortSignal | undefined;
}

/** What a run showed; `stopped` is what was under way when it was stopped at its limit, or null. */
export interface GatesEnd extends Observation {
  readonly stopped: readonly StoppedProcess[] | null;
}

/** Which projects' gates to run. */
export interface GatesRequest extends RunRequest {
  readonly target: string;
  readonly projects: readonly string[];
}

/** Runs the gates of some projects in one Nx run, and reads what the recorder saw. */
export function runGates(place: GatePlace, request: GatesRequest, emit: Emit): Promise<GatesEnd> {
  const projects = `--projects=${request.projects.join(',')}`;
  return observeNx(place, ['run-many', `--targets=${request.target}`, projects], request, emit);
}

/** What a run of every affected gate told. */
export interface AffectedGates {
  readonly affected: Affected;
  /** Without tasks when the run left no record: then nothing is known to have run. */
  readonly seen: GatesEnd;
}

/**
 * Runs the gates of everything that is affected, in one Nx run: what that had to run is what its recorder asked Nx before
 * the first task. Where there was no such recorder, Nx is asked after the run.
 */
export async function runAffectedGates(
  place: GatePlace,
  question: AffectedQuestion,
  emit: Emit,
): Promise<AffectedGates> {
  const { gateTarget, head, folder, call } = question;
  const args = ['affected', `--targets=${gateTarget}`, ...rangeOf(question)];
  const detail = `of what ${head.slice(0, 10)} affects`;
  const seen = await observeNx(
    place,
    args,
    { folder, detail, results: 'cached', limit: call.limit },
    emit,
  );
  const plan = await takePlan(folder);
  if (plan !== null && (seen.tasks !== null || seen.stopped !== null)) {
    return { affected: await knownAffected(question, plan.affected, plan.graph), seen };
  }
  const affected = await inStep(emit, 'find-affected', null, () => findAffected(question));
  return { affected, seen };
}

async function observeNx(
  place: GatePlace,
  args: readonly string[],
  { folder, detail, results, limit }: RunRequest,
  emit: Emit,
): Promise<GatesEnd> {
  await mkdir(folder, { recursive: true });
  const { exitCode, stopped, stdout, stderr } = await inStep(emit, 'run-gate', detail, () =>
    runNx(place.nxRoot, [...args, '--output-style=static'], {
      env: {
        ...place.env,
        STORYGATE_RUN: folder,
        ...(results === 'fresh' ? { NX_SKIP_NX_CACHE: 'true' } : {}),
      },
      logFile: join(folder, 'nx.log'),
      limit,
      onLine: (line) => emit({ type: 'output', step: 'run-gate', line }),
    }),
  );
  const tasks = await readTasks(folder);
  if (tasks === null) requireRoom(`${stderr}\n${stdout}`, folder);
  return { tasks, exitCode, stopped };
}
