import type { CommitSha } from '../names/object-id';
import type { Git } from './git';
import { entries } from './refs';

/** A path that differs between two commits, and what the second one has there. */
export interface ChangedFile {
  readonly path: string;
  /** Mode and object; the same text where two commits have the same there, absent or not. */
  readonly now: string;
}

/** Two commits to compare. */
export interface CommitRange {
  readonly from: CommitSha;
  readonly to: CommitSha;
}

/** What differs within each range, in one git process; a rename is both its paths. Pathspecs, if any, narrow it. */
export async function readChangedFiles(
  git: Git,
  ranges: readonly CommitRange[],
  pathspecs: readonly string[] = [],
): Promise<ChangedFile[][]> {
  if (ranges.length === 0) return [];
  const shape = ['--always', '-r', '--raw', '--no-renames', '--no-abbrev', '-z'];
  const out = await git.run(
    ['diff-tree', '--stdin', ...shape, '--', ...pathspecs],
    // git names a commit and then what stands in for its parents.
    { input: ranges.map(({ from, to }) => `${to} ${from}\n`).join('') },
  );
  const found: ChangedFile[][] = [];
  const tokens = entries(out);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (!token.startsWith(':')) {
      // The commit's own line.
      found.push([]);
      continue;
    }
    const [, mode, , object] = token.split(' ');
    found.at(-1)?.push({ path: tokens[++at] ?? '', now: `${mode ?? ''} ${object ?? ''}` });
  }
  return found;
}
