import * as v from 'valibot';
import { differenceSchema } from '../governance/difference';
import { taskId } from '../gate/recorded-task';
import { failedTasks, OUTCOME_KINDS, reproduce, type Outcome } from '../landing/outcome';
import { parseJsonAs } from '../state/parse-json';

const schema = v.object({
  version: v.literal(1),
  story: v.string(),
  outcome: v.picklist(OUTCOME_KINDS),
  head: v.string(),
  base: v.nullable(v.string()),
  commit: v.nullable(v.string()),
  tree: v.nullable(v.string()),
  attestation: v.nullable(v.string()),
  conflicts: v.array(v.string()),
  suspects: v.array(v.string()),
  differences: v.array(differenceSchema),
  reason: v.nullable(v.string()),
  failedTasks: v.array(v.object({ project: v.string(), target: v.string(), log: v.string() })),
  /** The number of the gate run that decided, among the story's own. */
  run: v.optional(v.nullable(v.number()), null),
  /** `project:target` of tasks that gave different results for the same inputs. */
  flaky: v.optional(v.array(v.string()), []),
  /** Stories that reach what failed and were shown not to be the reason. */
  cleared: v.optional(v.array(v.string()), []),
  /** A command that shows the failure in the story's worktree. */
  reproduce: v.optional(v.nullable(v.string()), null),
  at: v.string(),
});

/** How the landing of a queued story ended, as the queue keeps it: `outcome.json`. */
export type Result = v.InferOutput<typeof schema>;

/** What the queue keeps of an outcome. */
export function resultOf(outcome: Outcome, at: Date): Result {
  const { story, head, base, commit, tree, attestation, reason } = outcome;
  return {
    version: 1,
    story,
    outcome: outcome.outcome,
    head,
    base,
    commit,
    tree,
    attestation,
    conflicts: [...outcome.conflicts],
    suspects: [...outcome.suspects],
    differences: [...outcome.differences],
    reason,
    failedTasks: failedTasks(outcome),
    run: outcome.run?.run.story === story ? outcome.run.run.number : null,
    flaky: (outcome.run?.run.flaky ?? []).map(taskId),
    cleared: [...outcome.cleared],
    reproduce: reproduce(outcome),
    at: at.toISOString(),
  };
}

/** The result of an entry that could not even be tried. */
export function untriedResult(story: string, head: string, reason: string): Result {
  return {
    version: 1,
    story,
    outcome: 'did-not-run',
    head,
    base: null,
    commit: null,
    tree: null,
    attestation: null,
    conflicts: [],
    suspects: [],
    differences: [],
    reason,
    failedTasks: [],
    run: null,
    flaky: [],
    cleared: [],
    reproduce: null,
    at: new Date().toISOString(),
  };
}

/** Reads a result's text; null when it is none, for anyone may have written it. */
export function parseResult(text: string): Result | null {
  return parseJsonAs(text, schema);
}
