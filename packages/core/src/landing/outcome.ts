import type { Difference } from '../governance/difference';
import type { CommitSha, TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { reproduceTask } from '../gate/reproduce';
import type { StoredRun } from '../gate/run-record';

/** How the landing of one story can end; product.md lists the words. */
export const OUTCOME_KINDS = [
  'merged',
  'nothing-to-merge',
  'conflicted',
  'gate-failed',
  'did-not-run',
  'checks-failed',
  'needs-approval',
  'trunk-moved',
  'queued',
] as const;

/** How the landing of one story ended. */
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** What happened to one story, with everything a rejection must name. */
export interface Outcome {
  readonly story: StoryId;
  readonly outcome: OutcomeKind;
  readonly head: CommitSha;
  /** What it was to follow: trunk's tip, or the candidate before it in a chain. */
  readonly base: CommitSha;
  /** Trunk's tip when it ended. */
  readonly trunk: CommitSha;
  readonly commit: CommitSha | null;
  readonly tree: TreeSha | null;
  /** Where the ledger keeps the proof: `<tree>/<base>`. */
  readonly attestation: string | null;
  readonly conflicts: readonly string[];
  /** Stories that may be the other half of a conflict or of a red gate. */
  readonly suspects: readonly string[];
  /** Stories of the same chain that reach what is red, and were shown not to be the reason. */
  readonly cleared: readonly string[];
  /** Changes to what governs gates that nobody approved. */
  readonly differences: readonly Difference[];
  readonly reason: string | null;
  /** The gate run that decided, or null when none was needed. */
  readonly run: StoredRun | null;
  /** What a person should know about checkouts of trunk. */
  readonly notes: readonly string[];
}

/** The tasks that made an outcome's gate red, with their logs' names in the run's folder. */
export function failedTasks({ run }: Outcome): { project: string; target: string; log: string }[] {
  const failed = run?.run.tasks.filter(({ result }) => result === 'failed') ?? [];
  return failed.map(({ project, target, log }) => ({ project, target, log }));
}

/** A command that shows, in the story's worktree, what made an outcome's gate red; null when no task did. */
export function reproduce(outcome: Outcome): string | null {
  const [task] = failedTasks(outcome);
  if (task === undefined) return null;
  return reproduceTask(task, outcome.base);
}

/** How a story's landing ended, with nothing known beside its head and base but what `more` says. */
export function outcomeOf(
  kind: OutcomeKind,
  story: { readonly id: StoryId; readonly head: CommitSha; readonly base: CommitSha },
  more: Partial<Outcome> = {},
): Outcome {
  return {
    story: story.id,
    outcome: kind,
    head: story.head,
    base: story.base,
    trunk: story.base,
    commit: null,
    tree: null,
    attestation: null,
    conflicts: [],
    suspects: [],
    cleared: [],
    differences: [],
    reason: null,
    run: null,
    notes: [],
    ...more,
  };
}
