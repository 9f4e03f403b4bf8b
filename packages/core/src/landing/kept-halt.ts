import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CommitSha } from '../names/object-id';
import type { Layout } from '../repository/layout';
import { readRecord, writeRecord } from '../state/record-file';
import type { Halt } from './work-queue';

const schema = v.object({
  version: v.literal(1),
  /** Trunk's tip: on another one nothing is known. */
  trunk: v.string(),
  at: v.string(),
  halt: v.variant('kind', [
    v.object({ kind: v.literal('trunk-unproven'), commits: v.array(v.string()) }),
    v.object({ kind: v.literal('trunk-red'), tasks: v.array(v.string()) }),
    v.object({ kind: v.literal('trunk-did-not-run'), reason: v.string() }),
  ]),
});

/** What keeps everything from landing on a trunk, other than a pause. */
export type TrunkHalt = v.InferOutput<typeof schema>['halt'];

/** What the last landing here met on trunk's tip that lets nothing land; null when it met nothing, or trunk moved on. */
export async function readKeptHalt(layout: Layout, trunk: CommitSha): Promise<TrunkHalt | null> {
  const kept = await readRecord(fileOf(layout), schema);
  return kept?.trunk === trunk ? kept.halt : null;
}

/** Keeps how a landing on this tip of trunk ended, for `status`. A pause is told by the queue itself. */
export async function keepHalt(layout: Layout, trunk: CommitSha, halt: Halt | null): Promise<void> {
  if (halt === null || halt.kind === 'paused') return rm(fileOf(layout), { force: true });
  await writeRecord(fileOf(layout), { version: 1, trunk, at: new Date().toISOString(), halt });
}

function fileOf(layout: Layout): string {
  return join(layout.root, 'halt.json');
}
