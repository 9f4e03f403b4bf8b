import type { Random } from './random';
import type { Tree } from './tree';
import { OVERHEAD, type Story } from './workload';
import type { Project, Workspace } from './workspace';

/** A gate run that a queue wants to have: of one commit, for what it changes since another. */
export interface Wish {
  readonly from: Tree;
  readonly to: Tree;
}

/** What a gate run says, and what it cost. */
export interface Verdict extends Wish {
  readonly covers: readonly Project[];
  /** The projects that it says are red. */
  readonly failed: readonly Project[];
  readonly seconds: number;
  /** Tasks that it executed and that were green. */
  readonly green: readonly Project[];
}

/** How a queue treats a task that failed. */
export interface FlakePolicy {
  /** So often a failed task is run again; if it is red each time, it is run on trunk as a control. */
  readonly retries: number;
}

/** Asking Nx once more, where the checkout stays as it is. In seconds. */
const RETRY_OVERHEAD = 1;
/** So often a flaky task that has just failed fails again. */
const FAILS_AGAIN = 0.25;

/** Runs gates, with a cache that only green tasks get into. */
export class Gate {
  private readonly cache: Set<number>[];
  private readonly flakyTask: number;

  constructor(
    private readonly workspace: Workspace,
    private readonly policy: FlakePolicy,
    private readonly random: Random,
    /** Of the gate runs of one story, so many in a hundred meet a flaky task. */
    flakes: { readonly percentage: number; readonly stories: readonly Story[] },
  ) {
    const { percentage, stories } = flakes;
    this.cache = workspace.seconds.map(() => new Set([0]));
    const tasks = stories.reduce((sum, { affects }) => sum + affects.length, 0) / stories.length;
    this.flakyTask = 1 - (1 - percentage / 100) ** (1 / tasks);
  }

  /** What a run that starts now will say. */
  judge({ from, to }: Wish): Verdict {
    const covers = to.affectedSince(from);
    const executed = covers.filter((one) => !this.cache[one]?.has(to.inputs[one] ?? 0));
    const { red } = to;
    let seconds = OVERHEAD + this.secondsOf(executed);
    let failed = executed.filter((one) => red.has(one) || this.random() < this.flakyTask);
    for (let retry = 0; retry < this.policy.retries && failed.length > 0; retry++) {
      seconds += RETRY_OVERHEAD + this.secondsOf(failed);
      failed = failed.filter((one) => red.has(one) || this.random() < FAILS_AGAIN);
    }
    if (this.policy.retries > 0 && failed.length > 0) seconds += OVERHEAD + this.secondsOf(failed);
    const green = executed.filter((one) => !failed.includes(one));
    return { from, to, covers, failed, seconds, green };
  }

  /** Keeps what a finished run found green. */
  remember({ to, green }: Verdict): void {
    for (const one of green) this.cache[one]?.add(to.inputs[one] ?? 0);
  }

  private secondsOf(projects: readonly Project[]): number {
    return projects.reduce((sum, one) => sum + (this.workspace.seconds[one] ?? 0), 0);
  }
}
