import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { Git } from './git';
import { entries } from './refs';

/** A submodule as a commit records it. */
export interface Submodule {
  /** Its name in `.gitmodules`, which names the folder below `modules` in which git keeps it. */
  readonly name: string;
  readonly path: string;
  readonly commit: CommitSha;
}

/** Git's own rule since CVE-2018-11235: a name must not lead out of the folder for submodules. */
const LEADS_ELSEWHERE = /(^|[/\\])\.\.([/\\]|$)/;

/**
 * The submodules of a commit, by path. A recorded commit that `.gitmodules` does not name is none: no
 * clone of anybody's fills it.
 */
export async function readSubmodules(git: Git, commit: CommitSha): Promise<Submodule[]> {
  const named = await readPaths(git, commit);
  if (named.size === 0) return [];
  const listed = await git.run(['ls-tree', '--full-tree', '-z', commit, '--', ...named.keys()]);
  return entries(listed).flatMap((entry) => {
    const [mode, , object = ''] = entry.split(/[ \t]/, 3);
    const path = entry.slice(entry.indexOf('\t') + 1);
    const name = named.get(path);
    return mode === GITLINK && name !== undefined
      ? [{ name, path, commit: parseCommitSha(object) }]
      : [];
  });
}

const GITLINK = '160000';

/** Each path that the commit's `.gitmodules` states, with the submodule's name. */
async function readPaths(git: Git, commit: CommitSha): Promise<Map<string, string>> {
  const { exitCode, stdout } = await git.answer(
    ['config', `--blob=${commit}:.gitmodules`, '--null', '--get-regexp', '^submodule\\..*\\.path$'],
    // 1: it states no path; 128: there is no such file.
    [0, 1, 128],
  );
  if (exitCode !== 0) return new Map();
  return new Map(
    entries(stdout).flatMap((entry) => {
      const [key = '', path = ''] = entry.split('\n', 2);
      const name = key.slice('submodule.'.length, -'.path'.length);
      return LEADS_ELSEWHERE.test(name) || name === '' ? [] : [[path, name] as const];
    }),
  );
}
