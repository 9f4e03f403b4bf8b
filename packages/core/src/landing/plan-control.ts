import { unreachable } from '../errors/unreachable';
import { taskId } from '../gate/recorded-task';
import type { FinishedGate } from '../gate/run-gate';

/** What to ask of trunk's tip about a red run. */
export type ControlQuestion =
  /** Whether it can be made ready for a gate. */
  | { readonly ask: 'place' }
  /** Whether Nx can tell its project graph. */
  | { readonly ask: 'graph' }
  | GatesQuestion;

/** Whether these projects' gates run there, and what fails. */
export interface GatesQuestion {
  readonly ask: 'gates';
  readonly projects: readonly string[];
  /** `fresh`: a cache must not answer, since what made them red may be no file at all. */
  readonly results: 'cached' | 'fresh';
  /** The tasks whose failure counts; null: any. */
  readonly about: readonly string[] | null;
}

/** Decides what to ask of trunk about a run; null where trunk can't have part in how it ended. */
export function planControl({
  run,
  obstacle,
}: Pick<FinishedGate, 'run' | 'obstacle'>): ControlQuestion | null {
  const failed = run.tasks.filter(({ result }) => result === 'failed');
  if (run.result === 'failed' && failed.length > 0) {
    const projects = [...new Set(failed.map(({ project }) => project))];
    return { ask: 'gates', projects, results: 'fresh', about: failed.map(taskId) };
  }
  if (run.result !== 'did-not-run' || obstacle === null) return null;
  switch (obstacle.kind) {
    case 'place':
    case 'graph':
      return { ask: obstacle.kind };
    // Its own author says how it is gated.
    case 'definitions':
      return null;
    case 'limit': {
      const projects = obstacle.projects.length > 0 ? obstacle.projects : run.affected;
      return { ask: 'gates', projects, results: 'fresh', about: null };
    }
    case 'record':
      return { ask: 'gates', projects: run.affected, results: 'cached', about: null };
    default:
      return unreachable(obstacle, 'obstacle');
  }
}
