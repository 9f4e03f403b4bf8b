import {
  parseCommitSha,
  parseObjectId,
  parseTreeSha,
  type CommitSha,
  type ObjectId,
  type TreeSha,
} from '../names/object-id';
import { entries, lines } from './refs';
import type { Git } from './git';

/** The tree of a commit. */
export async function treeOf(git: Git, commit: CommitSha): Promise<TreeSha> {
  return parseTreeSha(await git.line(['rev-parse', `${commit}^{tree}`]));
}

/** The trees of many commits, in one git process. */
export async function treesOf(git: Git, commits: readonly CommitSha[]): Promise<TreeSha[]> {
  const trees = await describeObjects(
    git,
    commits.map((commit) => `${commit}^{tree}`),
  );
  return trees.map((tree) => parseTreeSha(tree?.id ?? ''));
}

/** Resolves what a person typed (branch, tag, id) to a commit, or null. The text can't be read as an option. */
export async function resolveCommit(git: Git, text: string): Promise<CommitSha | null> {
  if (text.startsWith('-')) return null;
  // 128: a text that git can't make sense of, such as a reflog entry that isn't there.
  const { exitCode, stdout } = await git.answer(
    ['rev-parse', '--verify', '--quiet', `${text}^{commit}`],
    [0, 1, 128],
  );
  return exitCode === 0 ? parseCommitSha(stdout) : null;
}

/** Whether `older` is `newer` or one of its ancestors. */
export async function isAncestor(git: Git, older: CommitSha, newer: CommitSha): Promise<boolean> {
  return older === newer || git.asks(['merge-base', '--is-ancestor', older, newer]);
}

/** The best common ancestor, or null for unrelated histories. */
export async function mergeBase(git: Git, a: CommitSha, b: CommitSha): Promise<CommitSha | null> {
  const { stdout } = await git.answer(['merge-base', a, b], [0, 1]);
  return stdout === '' ? null : parseCommitSha(lines(stdout)[0] ?? '');
}

/** A file's text in a commit, or null where the commit has no such file; a commit or a content that is lost is a failure. */
export async function readFileAt(
  git: Git,
  commit: CommitSha,
  path: string,
): Promise<string | null> {
  const read = ['cat-file', 'blob', `${commit}:${path}`];
  const { exitCode, stdout } = await git.answer(read, [0, 128]);
  if (exitCode === 0) return stdout;
  // 128 is git's answer to an absent file, and to all that can be wrong with one that is there.
  const [entry = ''] = entries(await git.run(['ls-tree', '-z', '--full-tree', commit, '--', path]));
  return /^\d+ blob /.test(entry) ? git.run(read) : null;
}

/** Whether a commit has a folder of this path. */
export async function isFolderAt(git: Git, commit: CommitSha, path: string): Promise<boolean> {
  const out = await git.run(['ls-tree', '-d', '-z', '--full-tree', commit, '--', path]);
  return entries(out).some((entry) => /^\d+ tree /.test(entry));
}

/** Paths that differ between two trees or commits, renames shown as both sides. */
export async function changedPaths(
  git: Git,
  from: CommitSha | TreeSha,
  to: CommitSha | TreeSha,
): Promise<string[]> {
  const flags = ['-r', '--name-only', '--no-renames', '-z'];
  const out = await git.run(['diff-tree', ...flags, from, to, '--']);
  return out.split('\0').filter((path) => path !== '');
}

/** The texts of many objects such as `<commit>:<path>` in one git process; null for each that does not exist. */
export async function readObjects(git: Git, names: readonly string[]): Promise<(string | null)[]> {
  if (names.length === 0) return [];
  // Sizes count bytes: a text that is not UTF-8 must not move what follows it.
  const out = await git.bytes(['cat-file', '--batch'], { input: `${names.join('\n')}\n` });
  const texts: (string | null)[] = [];
  for (let at = 0; texts.length < names.length;) {
    const end = out.indexOf('\n', at);
    const size = /^[0-9a-f]+ \w+ (\d+)$/.exec(out.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) {
      texts.push(null);
      continue;
    }
    texts.push(out.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

/** What kind of object a name stands for, and how long it is in bytes. */
export interface ObjectKind {
  readonly id: ObjectId;
  readonly type: string;
  readonly size: number;
}

/** What each name stands for, in one git process that reads no contents; null for what does not exist. */
export async function describeObjects(
  git: Git,
  names: readonly string[],
): Promise<(ObjectKind | null)[]> {
  if (names.length === 0) return [];
  const out = await git.run(['cat-file', '--batch-check'], { input: `${names.join('\n')}\n` });
  return lines(out).map((line) => {
    const [, id = '', type = '', size = ''] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(line) ?? [];
    return id === '' ? null : { id: parseObjectId(id), type, size: Number(size) };
  });
}
