import { parseCommitSha, type CommitSha } from '../names/object-id';
import { mergeBase } from './commits';
import type { Git } from './git';
import { lines } from './refs';

/** How a head stands to trunk. */
export interface Relation {
  readonly head: CommitSha;
  /** How many commits it has that trunk hasn't. */
  readonly ahead: number;
  /** How many commits trunk has that it hasn't. */
  readonly behind: number;
  /** The best common ancestor, as git chooses it where there are several; null for unrelated histories. */
  readonly base: CommitSha | null;
  /** Whether there is no other that is as good: then git merges from this one, and not from a merge of several. */
  readonly isOnlyBase: boolean;
}

/**
 * How each of many heads stands to trunk, in two git processes: they name the commits above what all of them have in
 * common, and who reaches which of those says the rest. Only where best common ancestors are many is git asked for its
 * choice.
 */
export async function readRelations(
  git: Git,
  trunk: CommitSha,
  heads: readonly CommitSha[],
): Promise<Relation[]> {
  if (heads.length === 0) return [];
  const { stdout } = await git.answer(
    ['merge-base', '--octopus', '--all', trunk, ...heads],
    [0, 1],
  );
  const shared = lines(stdout);
  const history = await git.run(['rev-list', '--topo-order', '--parents', '--stdin'], {
    input: [trunk, ...heads, ...shared.map((commit) => `^${commit}`), ''].join('\n'),
  });
  const commits = lines(history).map((line) => line.split(' '));
  const counted = relate(commits, shared, [trunk, ...heads]);
  return Promise.all(
    counted.map(async ({ head, ahead, behind, bases }) => {
      const [only = null, ...others] = bases.map(parseCommitSha);
      const base = others.length === 0 ? only : await mergeBase(git, trunk, parseCommitSha(head));
      return { head: parseCommitSha(head), ahead, behind, base, isOnlyBase: others.length === 0 };
    }),
  );
}

interface Counted {
  readonly head: string;
  readonly ahead: number;
  readonly behind: number;
  /** Common ancestors that are no ancestor of another one. */
  readonly bases: readonly string[];
}

/**
 * `commits` are lines of a commit and its parents, children first; `shared` the best of what all `tips` reach, which
 * `commits` end at. The first tip is trunk. Who reaches a commit is a bit for each tip.
 */
function relate(
  commits: readonly (readonly string[])[],
  shared: readonly string[],
  tips: readonly string[],
): Counted[] {
  const reachedBy = new Map<string, bigint>();
  /** The tips that have, in common with trunk, a child of the commit: for those it is no best ancestor. */
  const surpassedFor = new Map<string, bigint>();
  const counts = new Map<bigint, number>();
  tips.forEach((tip, index) => add(reachedBy, tip, 1n << BigInt(index)));
  for (const [commit = '', ...parents] of commits) {
    const who = reachedBy.get(commit) ?? 0n;
    counts.set(who, (counts.get(who) ?? 0) + 1);
    for (const parent of parents) {
      add(reachedBy, parent, who);
      if (isTrunks(who)) add(surpassedFor, parent, who);
    }
  }
  const everyone = (1n << BigInt(tips.length)) - 1n;
  for (const commit of shared) reachedBy.set(commit, everyone);

  const heads = tips.slice(1);
  const bases = heads.map((): string[] => []);
  for (const commit of [...commits.map(([id = '']) => id), ...shared]) {
    const who = reachedBy.get(commit) ?? 0n;
    if (!isTrunks(who)) continue;
    let bestFor = who & ~(surpassedFor.get(commit) ?? 0n) & ~1n;
    for (let index = 0; bestFor !== 0n; index++, bestFor >>= 1n) {
      if ((bestFor & 1n) !== 0n) bases[index - 1]?.push(commit);
    }
  }
  return heads.map((head, index) => ({
    ...{ head, bases: bases[index] ?? [] },
    ...count(counts, index + 1),
  }));
}

function count(counts: ReadonlyMap<bigint, number>, index: number) {
  let ahead = 0;
  let behind = 0;
  for (const [who, commits] of counts) {
    const its = (who >> BigInt(index)) & 1n;
    if (its !== 0n && !isTrunks(who)) ahead += commits;
    if (its === 0n && isTrunks(who)) behind += commits;
  }
  return { ahead, behind };
}

function isTrunks(who: bigint): boolean {
  return (who & 1n) !== 0n;
}

function add(to: Map<string, bigint>, commit: string, who: bigint): void {
  to.set(commit, (to.get(commit) ?? 0n) | who);
}
