import { readChangedFiles, type ChangedFile } from '../git/changed-files';
import { treesOf } from '../git/commits';
import type { Git } from '../git/git';
import { readRelations, type Relation } from '../git/relations';
import type { CommitSha, TreeSha } from '../names/object-id';

/** A commit, and what it and trunk changed since they parted. */
export interface Parted extends Relation {
  readonly tree: TreeSha;
  /** What it changed; nothing where trunk has the commit itself, or the histories are unrelated. */
  readonly changes: readonly ChangedFile[];
  /** What trunk changed; not read where `changes` has nothing to compare it with. */
  readonly trunkChanges: readonly ChangedFile[];
}

/** Reads how each of many commits parted from trunk, in a handful of git processes for all of them. */
export async function readParted(
  git: Git,
  trunk: CommitSha,
  heads: readonly CommitSha[],
): Promise<Parted[]> {
  const [relations, trees] = await Promise.all([
    readRelations(git, trunk, heads),
    treesOf(git, heads),
  ]);
  const ranges = relations.flatMap(({ head, base, ahead }) =>
    base === null || ahead === 0 ? [] : [{ from: base, to: head }],
  );
  const bases = [...new Set(ranges.map(({ from }) => from))];
  const sinceBases = bases.map((base) => ({ from: base, to: trunk }));
  const files = await readChangedFiles(git, [...ranges, ...sinceBases]);
  const changes = new Map(ranges.map(({ to }, index) => [to, files[index]]));
  const trunkChanges = new Map(bases.map((base, index) => [base, files[ranges.length + index]]));
  return relations.map((relation, index) => ({
    ...relation,
    tree: trees[index] as TreeSha,
    changes: changes.get(relation.head) ?? [],
    trunkChanges: (relation.base === null ? undefined : trunkChanges.get(relation.base)) ?? [],
  }));
}
