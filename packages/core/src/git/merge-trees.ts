import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseTreeSha, type CommitSha } from '../names/object-id';
import type { Git } from './git';
import { mergeTree, type MergeTree } from './merge-tree';

/** Two commits to merge. */
export interface MergePair {
  readonly ours: CommitSha;
  readonly theirs: CommitSha;
}

/** Below this many, a second process is not worth its start. */
const FEWEST_A_PROCESS = 50;

/**
 * Merges each pair in memory, to see how it ends: what git writes of it is thrown away, so the trees it names exist only
 * where someone else has made them. `objects` is the repository's own objects folder. Unrelated histories are merged as
 * if their common ancestor were empty.
 */
export async function tryMerges(
  git: Git,
  objects: string,
  pairs: readonly MergePair[],
): Promise<MergeTree[]> {
  if (pairs.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'storygate-merges-'));
  try {
    const apart = git.with({
      GIT_OBJECT_DIRECTORY: folder,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoteFolder(objects),
    });
    const parts = split(pairs, Math.ceil(pairs.length / FEWEST_A_PROCESS));
    return (await Promise.all(parts.map((part) => mergePart(apart, part)))).flat();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** git's own quotes, for a path in which the character stands that separates folders. */
function quoteFolder(folder: string): string {
  return folder.includes(delimiter) || folder.startsWith('"') ? JSON.stringify(folder) : folder;
}

function split<T>(items: readonly T[], wanted: number): T[][] {
  const size = Math.ceil(items.length / Math.min(wanted, availableParallelism()));
  const starts = items.map((_, index) => index).filter((index) => index % size === 0);
  return starts.map((start) => items.slice(start, start + size));
}

async function mergePart(git: Git, pairs: readonly MergePair[]): Promise<MergeTree[]> {
  const { exitCode, stdout } = await git.answer(
    [
      'merge-tree',
      '--write-tree',
      '--stdin',
      '-z',
      '--name-only',
      '--no-messages',
      '--allow-unrelated-histories',
    ],
    [0, UNKNOWN_OPTION],
    { input: pairs.map(({ ours, theirs }) => `${ours} ${theirs}\n`).join('') },
  );
  if (exitCode === 0) return parseMerges(stdout);
  return Promise.all(pairs.map(({ ours, theirs }) => mergeTree(git, ours, theirs)));
}

/** How git 2.38 ends, which merges only one pair at a time. */
const UNKNOWN_OPTION = 129;

/** For each pair: 1 for a clean merge, the tree, the conflicting paths, and an empty text; each ended by NUL. */
function parseMerges(out: string): MergeTree[] {
  const merges: MergeTree[] = [];
  const tokens = out.split('\0');
  for (let at = 0; at < tokens.length - 1;) {
    const end = tokens.indexOf('', at);
    const [status, tree = '', ...paths] = tokens.slice(at, end);
    merges.push(
      status === '1'
        ? { kind: 'clean', tree: parseTreeSha(tree) }
        : { kind: 'conflicted', paths: [...new Set(paths)].sort() },
    );
    at = end + 1;
  }
  return merges;
}
