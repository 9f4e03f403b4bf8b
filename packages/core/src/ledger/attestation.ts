import * as v from 'valibot';
import { differenceSchema, type Difference } from '../governance/difference';
import type { GateRun } from '../gate/run-record';
import { internalError } from '../errors/storygate-error';
import { parseJsonAs } from '../state/parse-json';

/** The predicate's type: what Storygate says about a candidate. */
export const PREDICATE_TYPE = 'urn:storygate:attestation:gate:v1';

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

/** States what a passed gate run of a candidate proved; any other run is a defect of the caller. */
export function attest(
  run: GateRun,
  head: string,
  tools: Record<string, string>,
  governance: Governance,
): Attestation {
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
      affected: run.affected,
      withoutChecks: run.withoutChecks,
      tasks: run.tasks.map(({ project, target, hash, result, cached }) => ({
        project,
        target,
        hash,
        result,
        cached,
      })),
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
