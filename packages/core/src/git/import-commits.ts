import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { Git } from './git';
import { lines } from './refs';

/** git's stream of commits needs a branch; no ref of this name is ever made, since the stream ends by forgetting it. */
const BRANCH = 'refs/storygate/in-the-making';
const AUTHOR = 'Storygate <storygate@localhost>';

/** A commit to make. */
export interface CommitToMake {
  /** `previous`: the one before it in the list; null: none. Its files are added to its parent's. */
  readonly parent: CommitSha | 'previous' | null;
  readonly message: string;
  readonly files: readonly FileToCommit[];
}

/** A file of a commit; the path from the repository's root, with `/`. */
export interface FileToCommit {
  readonly path: string;
  readonly text: string;
}

/** Makes Storygate's own commits, and answers with them in their order; moves no ref. One git makes them all. */
export async function importCommits(
  git: Git,
  commits: readonly CommitToMake[],
): Promise<CommitSha[]> {
  if (commits.length === 0) return [];
  const seconds = Math.floor(Date.now() / 1000);
  const stream = commits.flatMap(({ parent, message, files }, index) => [
    ...(parent === 'previous' ? [] : [`reset ${BRANCH}`, '']),
    ...[`commit ${BRANCH}`, `mark :${index + 1}`, `committer ${AUTHOR} ${seconds} +0000`],
    data(`${message}\n`),
    ...(parent === 'previous' || parent === null ? [] : [`from ${parent}`]),
    ...files.flatMap(({ path, text }) => [`M 100644 inline ${path}`, data(text)]),
    `get-mark :${index + 1}`,
  ]);
  const out = await git.run(['fast-import', '--quiet', '--done', '--cat-blob-fd=1'], {
    input: [...stream, `reset ${BRANCH}`, '', 'done', ''].join('\n'),
  });
  return lines(out).map(parseCommitSha);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
