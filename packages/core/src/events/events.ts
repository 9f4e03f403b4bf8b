/** A piece of long work that a person may wait for. The command line has a sentence for each. */
export type Step =
  | 'clone'
  | 'fetch-trunk'
  | 'queue-story'
  | 'create-worktree'
  | 'arm-hooks'
  | 'copy-dependencies'
  | 'link-dependencies'
  | 'install-dependencies'
  | 'copy-files'
  | 'run-setup'
  | 'check-isolation'
  | 'make-candidate'
  | 'prepare-gate-workspace'
  | 'find-affected'
  | 'run-gate'
  | 'attest'
  | 'advance-trunk'
  | 'settle-checkout'
  | 'archive-story'
  | 'restore-files'
  | 'sync-story'
  | 'remove-worktree';

/** What happens next to a chain: the stories that a gate tells about, that land, or that are sent back. */
export interface PlannedStep {
  readonly do: 'gate' | 'land' | 'eject' | 'halt' | 'nothing';
  readonly stories: readonly string[];
}

/** What the domain tells while it works; renderers turn it into lines. */
export type StorygateEvent =
  | { readonly type: 'step-started'; readonly step: Step; readonly detail: string | null }
  | { readonly type: 'step-ended'; readonly step: Step; readonly durationMs: number }
  | { readonly type: 'output'; readonly step: Step; readonly line: string }
  | { readonly type: 'waiting'; readonly lock: string; readonly pid: number }
  /** The chain that would land now, what waits behind it, and what is done about it next. */
  | {
      readonly type: 'planned';
      readonly chain: readonly string[];
      readonly waiting: readonly string[];
      readonly next: PlannedStep;
    }
  | { readonly type: 'ended'; readonly story: string; readonly outcome: string }
  /** An agent's run came to another state; `round` counts its turns, from 1. */
  | {
      readonly type: 'agent';
      readonly story: string;
      readonly state: string;
      readonly round: number;
      readonly reason: string | null;
    }
  | { readonly type: 'agent-said'; readonly story: string; readonly text: string }
  | { readonly type: 'warning'; readonly code: string; readonly message: string };

/** Receives events; must not throw. */
export type Emit = (event: StorygateEvent) => void;

/** Announces a step, runs it and tells how long it took; a step that throws is not told as ended. */
export async function inStep<T>(
  emit: Emit,
  step: Step,
  detail: string | null,
  work: () => Promise<T>,
): Promise<T> {
  emit({ type: 'step-started', step, detail });
  const start = performance.now();
  const result = await work();
  emit({ type: 'step-ended', step, durationMs: Math.round(performance.now() - start) });
  return result;
}
