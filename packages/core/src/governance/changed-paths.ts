import type { Git } from '../git/git';
import { entries } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import type { Difference } from './difference';

const CHANGES = { A: 'added', M: 'modified', T: 'modified', D: 'deleted' } as const;

/** Git's pathspecs of the files that govern gates, by its glob patterns. */
export function governingPathspecs(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => `:(top,glob)${pattern}`);
}

/** The changed files that govern gates. */
export async function findGoverningPaths(
  git: Git,
  from: CommitSha,
  to: CommitSha,
  patterns: readonly string[],
): Promise<Difference[]> {
  if (patterns.length === 0) return [];
  const out = await git.run([
    'diff-tree',
    '-r',
    '-z',
    '--name-status',
    '--no-renames',
    from,
    to,
    '--',
    ...governingPathspecs(patterns),
  ]);
  const fields = entries(out);
  const differences: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const change = CHANGES[fields[at] as keyof typeof CHANGES] ?? 'modified';
    differences.push({ kind: 'path', path: fields[at + 1] ?? '', change });
  }
  return differences;
}
