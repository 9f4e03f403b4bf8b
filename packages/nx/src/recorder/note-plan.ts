import type { ProjectGraph } from '@nx/devkit';

/*
 * What a gate run is about to do is asked of Nx before its tasks, which could change the answer, and recorded after them.
 */

/** What a run is about to do. */
export interface NotedPlan {
  readonly affected: readonly string[];
  readonly graph: Pick<ProjectGraph, 'nodes' | 'dependencies'>;
}

const plans = new Map<string, NotedPlan>();

/**
 * Notes which projects an `nx affected` with explicit `--base=` and `--head=` selects, gate or not; of any other run
 * nothing. Asks the function that the command itself asks, in Nx 22, 23 and 24; the devkit has none for it.
 */
export async function notePlan(run: {
  readonly id: string;
  readonly argv: readonly string[];
}): Promise<void> {
  const [base, head] = [valueOf(run.argv, '--base='), valueOf(run.argv, '--head=')];
  if (run.argv[2] !== 'affected' || base === null || head === null) return;
  // Nx has just loaded these; the devkit, which exports the first too, would take a tenth of a second.
  const { readCachedProjectGraph } = await import('nx/src/project-graph/project-graph');
  const { getAffectedGraphNodes } = await import('nx/src/command-line/affected/affected');
  const graph = readCachedProjectGraph();
  const affected = await getAffectedGraphNodes({ base, head }, graph);
  const { nodes, dependencies } = graph;
  plans.set(run.id, { affected: affected.map(({ name }) => name), graph: { nodes, dependencies } });
}

/** What was noted of a run, or null. */
export function takeNotedPlan(id: string): NotedPlan | null {
  const plan = plans.get(id) ?? null;
  plans.delete(id);
  return plan;
}

function valueOf(argv: readonly string[], option: string): string | null {
  return argv.find((word) => word.startsWith(option))?.slice(option.length) ?? null;
}
