import { join } from 'node:path';
import * as v from 'valibot';
import { isSystemError } from '../errors/messages';
import { internalError } from '../errors/storygate-error';
import type { MergeTree } from '../git/merge-tree';
import { tryMerges, type MergePair } from '../git/merge-trees';
import type { TreeSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import { writeFileAtomically } from '../state/atomic-file';
import { parseJsonAs } from '../state/parse-json';
import { readTextOrNull } from '../state/read-text';

/*
 * How merges of two commits ended is kept in merges.json. Invariants:
 * - two commits merge the same way every time, so nothing in it becomes old. Only who changes how git merges (a merge
 *   driver, merge.renames) has to delete the file;
 * - it saves time and decides nothing: absent, damaged, or not writable, everything is merged anew;
 * - it is bounded, and what was asked for last stays.
 */

const treeSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]+$/),
  v.transform((text) => text as TreeSha),
);

const schema = v.object({
  version: v.literal(1),
  /** By `<ours> <theirs>`. */
  merges: v.record(
    v.string(),
    v.variant('kind', [
      v.object({ kind: v.literal('clean'), tree: treeSchema }),
      v.object({ kind: v.literal('conflicted'), paths: v.array(v.string()) }),
    ]),
  ),
});

/** So many trees and paths are kept, some megabytes. */
const MOST_KEPT = 40_000;

/** A pair, and how its merge ends. */
export type Merged<Pair extends MergePair> = Pair & { readonly merged: MergeTree };

/** How the merge of each pair ends: as kept, or as git says now. */
export async function readMerges<Pair extends MergePair>(
  { git, layout, commonDir }: Repository,
  pairs: readonly Pair[],
): Promise<Merged<Pair>[]> {
  if (pairs.length === 0) return [];
  const file = join(layout.root, 'merges.json');
  const merges = new Map<string, MergeTree>(
    Object.entries(parseJsonAs(readTextOrNull(file) ?? '', schema)?.merges ?? {}),
  );
  const missing = pairs.filter((pair) => !merges.has(nameOf(pair)));
  const tried = await tryMerges(git, join(commonDir, 'objects'), missing);
  for (const [index, merged] of tried.entries()) {
    const pair = missing[index];
    if (pair !== undefined) merges.set(nameOf(pair), merged);
  }
  if (missing.length > 0) await keep(file, merges, pairs.map(nameOf));
  return pairs.map((pair) => {
    const merged = merges.get(nameOf(pair));
    if (merged === undefined) throw internalError(`git did not say how ${nameOf(pair)} merge`);
    return { ...pair, merged };
  });
}

async function keep(
  file: string,
  merges: ReadonlyMap<string, MergeTree>,
  first: readonly string[],
): Promise<void> {
  const kept: Record<string, MergeTree> = {};
  let weight = 0;
  for (const name of new Set([...first, ...merges.keys()])) {
    const merged = merges.get(name);
    if (merged === undefined) continue;
    weight += merged.kind === 'clean' ? 1 : 1 + merged.paths.length;
    if (weight > MOST_KEPT) break;
    kept[name] = merged;
  }
  try {
    await writeFileAtomically(file, JSON.stringify({ version: 1, merges: kept }));
  } catch (error) {
    // Who may only read, or has no space left, gets the answer all the same.
    if (!isSystemError(error)) throw error;
  }
}

function nameOf({ ours, theirs }: MergePair): string {
  return `${ours} ${theirs}`;
}
