import * as v from 'valibot';
import { differenceSchema, type Difference } from '../governance/difference';
import { flakyTaskSchema } from '../gate/recorded-task';
import type { GateRun } from '../gate/run-record';
import { internalError } from '../errors/storygate-error';
import { parseJsonAs } from '../state/parse-json';

/** The predicate's type: what Storygate says about a candidate. */
export const PREDICATE_TYPE = 'urn:storygate:attestation:gate:v1';

/** Which gate run a statement rests on. */
const originSchema = v.object({
  /**
   * `run`: a run that ended at this commit. `same-inputs`: a run of a later candidate of the same chain, between which
   * and this commit nothing reaches what this commit affects. `batch-tip`: a run of the last of what landed at once.
   * `certified`: a run of a later commit of trunk, at the director's word.
   */
  by: v.picklist(['run', 'same-inputs', 'batch-tip', 'certified']),
  /** The commit that the run ended at, its tree, and what the run was gated against. */
  commit: v.string(),
  tree: v.string(),
  base: v.string(),
});

/** Which gate run a statement rests on. */
export type ProofOrigin = v.InferOutput<typeof originSchema>;

const schema = v.object({
  _type: v.literal('https://in-toto.io/Statement/v1'),
  predicateType: v.literal(PREDICATE_TYPE),
  subject: v.array(
    v.object({
      name: v.string(),
      digest: v.object({ gitCommit: v.string(), gitTree: v.string() }),
    }),
  ),
  predicate: v.object({
    story: v.string(),
    head: v.string(),
    base: v.string(),
    policy: v.string(),
    /** Trunk's tip when it was proven; null in statements that are older than chains: then it is the base. */
    trunk: v.optional(v.nullable(v.string()), null),
    /** Null in statements that are older than chains: then a run of its own proves it. */
    proof: v.optional(v.nullable(originSchema), null),
    affected: v.array(v.string()),
    withoutChecks: v.array(v.string()),
    tasks: v.array(
      v.object({
        project: v.string(),
        target: v.string(),
        hash: v.nullable(v.string()),
        result: v.string(),
        cached: v.boolean(),
      }),
    ),
    flaky: v.optional(v.array(flakyTaskSchema), []),
    checks: v.array(
      v.object({ name: v.string(), result: v.string(), findings: v.array(v.string()) }),
    ),
    /** What governs gates and is changed by the candidate; only with an approval. */
    governing: v.optional(v.array(differenceSchema), []),
    approval: v.optional(v.nullable(v.object({ by: v.string(), at: v.string() })), null),
    tools: v.record(v.string(), v.string()),
    startedAt: v.string(),
    endedAt: v.string(),
  }),
});

/** The in-toto statement that a candidate's tree passed, on which base, under which policy. */
export type Attestation = v.InferOutput<typeof schema>;

/** What a candidate changes of what governs gates, and who approved exactly that. */
export interface Governance {
  readonly differences: readonly Difference[];
  readonly approval: { readonly by: string; readonly at: string } | null;
}

/** What a statement says beside the run's own record. */
export interface Circumstances extends Governance {
  /** Trunk's tip when the candidate was proven; by default its base. */
  readonly trunk?: string;
  /** By default a run of its own. */
  readonly proof?: ProofOrigin;
}

/** States what a passed gate run of a candidate proved; any other run is a defect of the caller. */
export function attest(
  run: GateRun,
  head: string,
  tools: Record<string, string>,
  circumstances: Circumstances,
): Attestation {
  const { proof, trunk, ...governance } = circumstances;
  if (governance.differences.length > 0 && governance.approval === null) {
    throw internalError("a change to what governs gates can't be attested without an approval");
  }
  if (run.result !== 'passed' || run.subject !== 'candidate' || run.tree === null) {
    throw internalError(`a run that ${run.result} on a ${run.subject} can't be attested`);
  }
  return {
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: PREDICATE_TYPE,
    subject: [{ name: `story/${run.story}`, digest: { gitCommit: run.commit, gitTree: run.tree } }],
    predicate: {
      story: run.story,
      head,
      base: run.base,
      policy: run.policy,
      trunk: trunk ?? run.base,
      proof: proof ?? { by: 'run', commit: run.commit, tree: run.tree, base: run.base },
      affected: run.affected,
      withoutChecks: run.withoutChecks,
      tasks: run.tasks.map(({ project, target, hash, result, cached }) => ({
        project,
        target,
        hash,
        result,
        cached,
      })),
      flaky: run.flaky,
      checks: run.checks,
      governing: [...governance.differences],
      approval: governance.approval,
      tools,
      startedAt: run.startedAt,
      endedAt: run.endedAt ?? run.startedAt,
    },
  };
}

/** Reads a statement's text; null when it is not one of ours. */
export function parseAttestation(text: string): Attestation | null {
  return parseJsonAs(text, schema);
}
