import { readFile, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { hasCode } from '../errors/messages';
import { graphSchema, type Graph } from '../nx/workspace-graph';
import { parseJsonAs } from '../state/parse-json';
import { planFile } from './record-plan';

const schema = v.object({
  version: v.literal(1),
  affected: v.array(v.string()),
  ...graphSchema.entries,
});

/** What an Nx run was about to do, as Nx itself says before the first task. */
export interface RunPlan {
  /** Every affected project, with a gate or without. */
  readonly affected: readonly string[];
  /** The project graph, in the form of the file that `nx graph --file` writes. */
  readonly graph: Graph;
}

/** Takes the plan out of a run's folder; null when the run left none, or one in a form that is not known. */
export async function takePlan(folder: string): Promise<RunPlan | null> {
  try {
    const text = await readFile(planFile(folder), 'utf8');
    await rm(planFile(folder));
    return parseJsonAs(text, schema);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
