import fc from 'fast-check';
import { must, type Repository } from '@storygate/testing';
import { parseCommitSha, type CommitSha } from '../names/object-id';

/** One commit: its parents by their places before it, and the files it writes; null deletes one. */
export interface Drawn {
  readonly parents: readonly number[];
  readonly files: Readonly<Record<string, string | null>>;
}

const PATHS = ['a.txt', 'b.txt', 'libs/ui/c.txt', 'libs/cart/d.txt'];

/** Lines of a file that no other path's file resembles, so that git sees no renames. */
function fileOf(path: string, lines: readonly number[]): string {
  return lines.map((line, at) => `${path} line ${at} is ${line}\n`).join('');
}

function filesArbitrary(): fc.Arbitrary<Drawn['files']> {
  const change = fc.tuple(
    fc.constantFrom(...PATHS),
    fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 }), {
      freq: 8,
    }),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 2 })
    .map((changes) =>
      Object.fromEntries(
        changes.map(([path, lines]) => [path, lines === null ? null : fileOf(path, lines)]),
      ),
    );
}

/** Histories with branches, merges, criss-crosses, and sometimes a root of its own. */
export function historyArbitrary(most = 14): fc.Arbitrary<Drawn[]> {
  const commit = fc.record({
    back: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 2 }),
    root: fc.nat({ max: 24 }),
    files: filesArbitrary(),
  });
  return fc.array(commit, { minLength: 2, maxLength: most }).map((drawn) =>
    drawn.map(({ back, root, files }, at) => ({
      files,
      // Near ones, so that lines run side by side and meet.
      parents:
        at === 0 || root === 0 ? [] : [...new Set(back.map((by) => Math.max(0, at - 1 - by)))],
    })),
  );
}

/** Writes a history into a repository, beside what is there; the commits are those drawn, in order. */
export async function importHistory(
  { root }: Repository,
  drawn: readonly Drawn[],
): Promise<CommitSha[]> {
  const ids = drawn.map((_, at) => `get-mark :${at + 1}\n`);
  const input = [...drawn.map(streamOf), ...ids].join('');
  const printed = await must('git', ['fast-import', '--quiet', '--force'], { cwd: root, input });
  return printed.split('\n').map(parseCommitSha);
}

/** The places of a commit and all its ancestors. */
export function ancestry(drawn: readonly Drawn[], place: number): Set<number> {
  const found = new Set([place]);
  for (const each of found) drawn[each]?.parents.forEach((parent) => found.add(parent));
  return found;
}

function streamOf({ parents, files }: Drawn, at: number): string {
  const [first, ...others] = parents;
  return [
    `commit refs/drawn/${at}\nmark :${at + 1}\n`,
    `committer Acme <acme@example.com> ${1_700_000_000 + at * 60} +0000\ndata 1\nx\n`,
    ...(first === undefined ? [] : [`from :${first + 1}\n`]),
    ...others.map((other) => `merge :${other + 1}\n`),
    ...Object.entries(files).map(([path, text]) =>
      text === null
        ? `D ${path}\n`
        : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    ),
  ].join('');
}
