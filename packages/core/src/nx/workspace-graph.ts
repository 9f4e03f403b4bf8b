import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import * as v from 'valibot';
import { definitionsSchema, pickDefinitions } from '../governance/definitions';
import { mapProjects, projectMapSchema } from './project-map';

/** The part of Nx's graph file that is read. */
export const graphSchema = v.object({
  graph: v.object({
    nodes: v.record(
      v.string(),
      v.object({
        data: v.looseObject({
          root: v.string(),
          targets: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
        }),
      }),
    ),
    dependencies: v.record(v.string(), v.array(v.object({ target: v.string() }))),
  }),
});

/** A project graph as Nx writes it. */
export type Graph = v.InferOutput<typeof graphSchema>['graph'];

/** The form of what is kept of a commit's project graph. */
export const workspaceGraphSchema = v.object({
  definitions: definitionsSchema,
  map: projectMapSchema,
});

/** What a landing must know of a commit's project graph: how gates are defined, and what depends on what. */
export type WorkspaceGraph = v.InferOutput<typeof workspaceGraphSchema>;

/** Picks what must be known out of a project graph; `targets` are those that a gate runs. */
export async function pickWorkspaceGraph(
  graph: Graph,
  nxRoot: string,
  targets: readonly string[],
): Promise<WorkspaceGraph> {
  const nxJson: unknown = parse(await readFile(join(nxRoot, 'nx.json'), 'utf8'));
  return {
    definitions: pickDefinitions(graph.nodes, targets),
    map: mapProjects(graph, nxJson),
  };
}
