import type { CommitRange } from '../git/changed-files';
import { readObjects } from '../git/commits';
import type { Git } from '../git/git';
import { entries } from '../git/refs';
import { governingPathspecs } from '../governance/changed-paths';
import { countTests, type TestCount } from './count-tests';

/** A file that differs, and what it tested and tests; null where the commit has no such file of tests. */
export interface TestChange {
  /** As it is called now, or was when it was there. */
  readonly path: string;
  readonly before: TestCount | null;
  readonly after: TestCount | null;
}

/**
 * The files that took tests away: deleted ones, and where all changed tests together have fewer cases or assertions or more
 * skips than before, those that do. A case that moved from one changed file to another is not taken away.
 */
export function findTaken(changes: readonly TestChange[]): string[] {
  const kept = changes.filter(({ before, after }) => before === null || after !== null);
  const taken = (['cases', 'assertions', 'skipped'] as const).flatMap((what) => {
    const lost = ({ before, after }: TestChange) => lossOf(what, before, after);
    const total = kept.reduce((sum, change) => sum + lost(change), 0);
    return total > 0 ? kept.filter((change) => lost(change) > 0) : [];
  });
  const deleted = changes.filter(({ before, after }) => before !== null && after === null);
  return [...new Set([...deleted, ...taken].map(({ path }) => path))].sort();
}

function lossOf(what: keyof TestCount, before: TestCount | null, after: TestCount | null): number {
  const more = (after?.[what] ?? 0) - (before?.[what] ?? 0);
  return what === 'skipped' ? more : -more;
}

/** The files of these patterns by which a commit tests less than another one. */
export async function findTakenTests(
  git: Git,
  { from, to }: CommitRange,
  patterns: readonly string[],
): Promise<string[]> {
  const pairs = await readChangedTests(git, { from, to }, patterns);
  const names = pairs.flatMap(({ was, is }) => [`${from}:${was ?? ''}`, `${to}:${is ?? ''}`]);
  const texts = await readObjects(git, names);
  return findTaken(
    pairs.map(({ was, is }, at) => ({
      path: is ?? was ?? '',
      before: was === null ? null : countTests(texts[2 * at] ?? ''),
      after: is === null ? null : countTests(texts[2 * at + 1] ?? ''),
    })),
  );
}

/** A changed file of tests under its path in both commits; null where it is not there. */
interface ChangedTest {
  readonly was: string | null;
  readonly is: string | null;
}

/** One that was renamed to what no pattern names is deleted here. */
async function readChangedTests(
  git: Git,
  { from, to }: CommitRange,
  patterns: readonly string[],
): Promise<ChangedTest[]> {
  if (patterns.length === 0) return [];
  const shape = ['-r', '-z', '--name-status', '--find-renames', '--diff-filter=AMDR'];
  const out = await git.run([
    'diff-tree',
    ...shape,
    from,
    to,
    '--',
    ...governingPathspecs(patterns),
  ]);
  const fields = entries(out);
  const changed: ChangedTest[] = [];
  for (let at = 0; at < fields.length;) {
    const status = fields[at++] ?? '';
    const was = fields[at++] ?? '';
    const is = status.startsWith('R') ? (fields[at++] ?? '') : was;
    changed.push({ was: status === 'A' ? null : was, is: status === 'D' ? null : is });
  }
  return changed;
}
