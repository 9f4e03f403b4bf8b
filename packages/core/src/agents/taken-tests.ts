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
  const blobs = [...new Set(pairs.flatMap(({ was, is }) => [was, is]))].filter(isThere);
  const texts = await readObjects(git, blobs);
  const counts = new Map(blobs.map((blob, at) => [blob, countTests(texts[at] ?? '')]));
  return findTaken(
    pairs.map(({ path, was, is }) => ({
      path,
      before: counts.get(was) ?? null,
      after: counts.get(is) ?? null,
    })),
  );
}

/** A changed file of tests, and its blob in both commits: a path may hold whatever would part it from the next one. */
interface ChangedTest {
  readonly path: string;
  readonly was: string;
  readonly is: string;
}

/** Git names what is not there by an id of zeros alone. */
function isThere(blob: string): boolean {
  return !/^0+$/.test(blob);
}

/** One that was renamed to what no pattern names is deleted here. */
async function readChangedTests(
  git: Git,
  { from, to }: CommitRange,
  patterns: readonly string[],
): Promise<ChangedTest[]> {
  if (patterns.length === 0) return [];
  const shape = ['-r', '-z', '--raw', '--no-abbrev', '--find-renames', '--diff-filter=AMDR'];
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
    const [, , was = '', is = '', status = ''] = (fields[at++] ?? '').split(' ');
    // A renamed one has both paths.
    if (status.startsWith('R')) at++;
    changed.push({ path: fields[at++] ?? '', was, is });
  }
  return changed;
}
