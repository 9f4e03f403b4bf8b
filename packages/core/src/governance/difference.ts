import * as v from 'valibot';

/** One change to what governs gates: a file that counts, or a target that a gate runs. */
export const differenceSchema = v.variant('kind', [
  v.object({
    kind: v.literal('path'),
    path: v.string(),
    change: v.picklist(['added', 'modified', 'deleted']),
  }),
  v.object({
    kind: v.literal('target'),
    task: v.string(),
    change: v.picklist(['removed', 'changed']),
    /** The definition's fields that differ. */
    fields: v.array(v.string()),
  }),
  /** How trunk defines its targets could not be asked, so nobody knows what is changed. */
  v.object({ kind: v.literal('unknown'), reason: v.string() }),
]);

/** One change to what governs gates. */
export type Difference = v.InferOutput<typeof differenceSchema>;
