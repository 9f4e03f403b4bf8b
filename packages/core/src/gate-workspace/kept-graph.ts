import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { requireRoom } from '../errors/storage-trouble';
import type { GatePlace } from '../gate/run-gate';
import { startTimeLimit } from '../gate/time-limit';
import { treeOf } from '../git/commits';
import type { CommitSha, TreeSha } from '../names/object-id';
import { hasNx, runNx } from '../nx/nx-program';
import { projectMapSchema, type ProjectMap } from '../nx/project-map';
import {
  graphSchema,
  pickWorkspaceGraph,
  workspaceGraphSchema,
  type WorkspaceGraph,
} from '../nx/workspace-graph';
import type { Policy } from '../options/policy';
import { readRecord, writeRecord } from '../state/record-file';

/*
 * What a landing must know of trunk's project graph is asked of Nx once for each tree, in the gate workspace, and kept
 * beside that clone's objects. A candidate that landed was asked when it was gated, so normally nothing is asked again.
 */

/** What is kept of a tree's project graph, or null. */
export function readKeptGraph(place: GatePlace, tree: TreeSha): Promise<WorkspaceGraph | null> {
  return readRecord(fileOf(place, tree), workspaceGraphSchema);
}

/** Where projects are in a tree and what they depend on, as kept of its project graph; null when none is. */
export async function readKeptMap(place: GatePlace, tree: TreeSha): Promise<ProjectMap | null> {
  const kept = await readRecord(fileOf(place, tree), v.object({ map: projectMapSchema }));
  return kept?.map ?? null;
}

/** Keeps what a landing must know of a tree's project graph. */
export function keepGraph(
  place: GatePlace,
  tree: TreeSha,
  workspace: WorkspaceGraph,
): Promise<void> {
  return writeRecord(fileOf(place, tree), workspace);
}

/** Asks Nx for the project graph in a place that holds `commit`, and keeps it; null when Nx can't answer there. */
export async function askGraph(
  place: GatePlace,
  commit: CommitSha,
  policy: Policy,
): Promise<WorkspaceGraph | null> {
  if (place.unusable !== null) return null;
  const file = join(place.git.cwd, '.git', 'graph.json');
  if (!hasNx(place.nxRoot)) return null;
  const end = await runNx(place.nxRoot, ['graph', `--file=${file}`], {
    env: place.env,
    limit: startTimeLimit(policy),
  });
  if (end.exitCode !== 0) {
    requireRoom(`${end.stderr}\n${end.stdout}`, place.nxRoot);
    return null;
  }
  const parsed = v.safeParse(graphSchema, JSON.parse(await readFile(file, 'utf8')));
  await rm(file, { force: true });
  if (!parsed.success) return null;
  const workspace = await pickWorkspaceGraph(
    parsed.output.graph,
    place.nxRoot,
    gateTargets(policy),
  );
  await keepGraph(place, await treeOf(place.git, commit), workspace);
  return workspace;
}

/** Every target that a gate runs. */
export function gateTargets({ options }: Policy): string[] {
  return [options.gate.targetName, ...options.gate.targets];
}

function fileOf(place: GatePlace, tree: TreeSha): string {
  return join(place.git.cwd, '.git', 'storygate-graphs', `${tree}.json`);
}
