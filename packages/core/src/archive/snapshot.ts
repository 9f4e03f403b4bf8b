import { existsSync, lstatSync } from 'node:fs';
import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { treeOf } from '../git/commits';
import type { Git } from '../git/git';
import { entries, readRef } from '../git/refs';
import { parseTreeSha, type CommitSha, type TreeSha } from '../names/object-id';
import { listIgnoredFiles } from './ignored-files';

/** What a checkout holds: two are equal when nobody did anything in between. */
export interface Snapshot {
  /** The commit that is checked out. */
  readonly commit: CommitSha;
  /** Whether HEAD is on no branch. */
  readonly isDetached: boolean;
  /** Tracked files as they are, and untracked ones. */
  readonly tree: TreeSha;
  /** What is staged. */
  readonly index: TreeSha;
  /** Ignored files other than dependencies and caches; null where they were not asked for, or there are none. */
  readonly ignored: TreeSha | null;
}

/** Which of a checkout's files are looked at beside the tracked and untracked ones. */
export interface SnapshotScope {
  readonly ignored: 'left-out' | 'included';
}

/** Reads what a checkout holds. Its own index, HEAD and files stay as they are; only objects are written. */
export async function readSnapshot(checkout: Git, scope: SnapshotScope): Promise<Snapshot> {
  const commit = await readRef(checkout, 'HEAD');
  if (commit === null) {
    throw refusal({
      code: 'UNBORN_HEAD',
      message: `${checkout.cwd} has no commit checked out`,
      hints: ['Give it one, for example with `git checkout --detach main` there.'],
    });
  }
  const isDetached = !(await checkout.asks(['symbolic-ref', '--quiet', 'HEAD']));
  return withCopiedIndex(checkout, async (copied) => {
    const staged = await readStaged(copied);
    const tree = await writeEverything(copied);
    const index = staged ?? tree;
    const ignored = scope.ignored === 'included' ? await writeIgnored(copied) : null;
    return { commit, isDetached, tree, index, ignored };
  });
}

/** The tree of everything a checkout holds: tracked files as they are, untracked ones too, ignored ones not. */
export async function writeWorkTree(checkout: Git): Promise<TreeSha> {
  return withCopiedIndex(checkout, writeEverything);
}

async function writeEverything(copied: Git): Promise<TreeSha> {
  await seeEveryFile(copied);
  await copied.run(['add', '--all', '--', ':/']);
  await requireNoNestedRepository(copied);
  return parseTreeSha(await copied.line(['write-tree']));
}

/** What is left of a checkout whose folder is gone: its index and HEAD, in the folder that git keeps for it. */
export async function readRemains(git: Git, adminDir: string): Promise<Snapshot | null> {
  const remains = git.with({ GIT_DIR: adminDir });
  const commit = await readRef(remains, 'HEAD');
  if (commit === null) return null;
  const isDetached = !(await remains.asks(['symbolic-ref', '--quiet', 'HEAD']));
  const index = existsSync(join(adminDir, 'index'))
    ? parseTreeSha(await remains.line(['write-tree']))
    : await treeOf(git, commit);
  return { commit, isDetached, tree: index, index, ignored: null };
}

/**
 * Works on a copy of the index. It knows the times of files, so that git reads only those that changed, and the files that
 * a sparse checkout leaves out, which are not deleted ones.
 */
async function withCopiedIndex<T>(checkout: Git, work: (copied: Git) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'storygate-archive-'));
  try {
    const own = await checkout.line(['rev-parse', '--path-format=absolute', '--git-path', 'index']);
    const copy = join(folder, 'index');
    try {
      await copyFile(own, copy);
      // Git reads anew what changed since the index was written; by the copy's own time, it would trust too much.
      const written = Math.floor((await stat(own)).mtimeMs / 1000);
      await utimes(copy, written, written);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    return await work(checkout.with({ GIT_INDEX_FILE: copy }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** null where a merge left conflicts: what is between versions is no tree. */
async function readStaged(copied: Git): Promise<TreeSha | null> {
  if ((await copied.line(['ls-files', '--unmerged', ':/'])) !== '') return null;
  return parseTreeSha(await copied.line(['write-tree']));
}

/**
 * Git does not look at files that are marked as unchanged, nor at those a sparse checkout leaves out that are there. Each is
 * put into the index anew, without the mark and without a time, so that git reads it.
 */
async function seeEveryFile(copied: Git): Promise<void> {
  const listed = entries(
    await copied.run(['ls-files', '-v', '--stage', '-z', '--full-name', ':/']),
  );
  const top = await copied.line(['rev-parse', '--show-toplevel']);
  const marked = listed.filter((entry) =>
    /^s /i.test(entry)
      ? isThere(join(top, entry.slice(entry.indexOf('\t') + 1)))
      : /^[a-z] /.test(entry),
  );
  if (marked.length === 0) return;
  await copied.run(['update-index', '-z', '--index-info'], {
    input: marked.map((entry) => `${entry.slice(2)}\0`).join(''),
  });
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** `git add` takes only the name of a repository inside a repository, so its content would be lost. */
async function requireNoNestedRepository(index: Git): Promise<void> {
  const added = entries(
    await index.run(['diff-index', '--cached', '--raw', '-z', '--no-renames', 'HEAD']),
  );
  const at = added.findIndex((entry) => /^:\d{6} 160000 /.test(entry));
  if (at !== -1) throw nestedRepository(join(index.cwd, added[at + 1] ?? ''));
}

async function writeIgnored(copied: Git): Promise<TreeSha | null> {
  const paths = await listIgnoredFiles(copied);
  if (paths.length === 0) return null;
  const nested = paths.find((path) => path.endsWith('/'));
  if (nested !== undefined) throw nestedRepository(join(copied.cwd, nested));
  const top = copied
    .at(await copied.line(['rev-parse', '--show-toplevel']))
    .with({ GIT_LITERAL_PATHSPECS: '1' });
  await top.run(['read-tree', '--empty']);
  await top.run(['add', '--force', '--pathspec-from-file=-', '--pathspec-file-nul'], {
    input: paths.map((path) => `${path}\0`).join(''),
  });
  return parseTreeSha(await top.line(['write-tree']));
}

function nestedRepository(path: string) {
  return refusal({
    code: 'NESTED_REPOSITORY',
    message: `${path} is a git repository of its own, which the archive can't hold`,
    hints: ['Move it out of the story, then remove the story again.'],
    facts: { path },
  });
}
