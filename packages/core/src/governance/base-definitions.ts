import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { GatePlace } from '../gate/run-gate';
import { treeOf } from '../git/commits';
import type { CommitSha, TreeSha } from '../names/object-id';
import { graphSchema } from '../nx/affected';
import { hasNx, runNx } from '../nx/nx-program';
import type { Policy } from '../options/policy';
import { readRecord, writeRecord } from '../state/record-file';
import { definitionsSchema, pickDefinitions, type Definitions } from './definitions';

/*
 * How trunk's tip defines the gate's targets is asked of Nx once for each tree, in the gate workspace, and kept beside
 * that clone's objects. A candidate that landed was asked when it was gated, so normally nothing is asked again.
 */

/** The definitions kept for a tree, or null. */
export function readDefinitions(place: GatePlace, tree: TreeSha): Promise<Definitions | null> {
  return readRecord(fileOf(place, tree), definitionsSchema);
}

/** Keeps the definitions of a tree. */
export function keepDefinitions(
  place: GatePlace,
  tree: TreeSha,
  definitions: Definitions,
): Promise<void> {
  return writeRecord(fileOf(place, tree), definitions);
}

/** Asks Nx for the definitions in a place that holds `commit`; null when Nx can't answer there. */
export async function askDefinitions(
  place: GatePlace,
  commit: CommitSha,
  policy: Policy,
): Promise<Definitions | null> {
  if (place.unusable !== null) return null;
  const file = join(place.git.cwd, '.git', 'graph.json');
  if (!hasNx(place.nxRoot)) return null;
  const end = await runNx(place.nxRoot, ['graph', `--file=${file}`], { env: place.env });
  if (end.exitCode !== 0) return null;
  const parsed = v.safeParse(graphSchema, JSON.parse(await readFile(file, 'utf8')));
  await rm(file, { force: true });
  if (!parsed.success) return null;
  const definitions = pickDefinitions(parsed.output.graph.nodes, gateTargets(policy));
  await keepDefinitions(place, await treeOf(place.git, commit), definitions);
  return definitions;
}

/** Every target that a gate runs. */
export function gateTargets({ options }: Policy): string[] {
  return [options.gate.targetName, ...options.gate.targets];
}

function fileOf(place: GatePlace, tree: TreeSha): string {
  return join(place.git.cwd, '.git', 'storygate-definitions', `${tree}.json`);
}
