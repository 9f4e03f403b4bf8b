import { realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { requireGitVersion } from '../git/version';
import { layoutOf, type Layout } from '../repository/layout';

/** A repository without a checkout: what a server keeps. */
export interface BareRepository {
  /** Git in the repository, which no replaced object misleads. */
  readonly git: Git;
  readonly path: string;
  readonly layout: Layout;
}

/** The bare repository in a folder, or a refusal. */
export async function requireBareRepository(folder: string): Promise<BareRepository> {
  const path = realPathOf(folder);
  // GIT_DIR by name: `safe.bareRepository=explicit` forbids git to find a bare repository on its own.
  const git = new Git(path, { GIT_DIR: path });
  await requireGitVersion(new Git(path));
  if (!(await isBare(git))) throw notBare(path);
  return { git, path, layout: layoutOf(path) };
}

/** Makes an empty bare repository where there is no folder yet; leaves what is there as it is. */
export async function makeBareRepository(folder: string, branch: string): Promise<void> {
  const path = resolve(folder);
  try {
    await mkdir(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EACCES')) throw error;
    throw refusal(
      { code: 'NOT_A_BARE_REPOSITORY', message: `the folder ${path} can't be made` },
      { cause: error },
    );
  }
  await new Git(path).run(['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) throw notBare(resolve(folder));
    throw error;
  }
}

async function isBare(git: Git): Promise<boolean> {
  try {
    return (await git.line(['rev-parse', '--is-bare-repository'])) === 'true';
  } catch (error) {
    if (error instanceof GitFailed) return false;
    throw error;
  }
}

function notBare(path: string) {
  return refusal({
    code: 'NOT_A_BARE_REPOSITORY',
    message: `${path} is not a bare repository that this user may use`,
    hints: [`Make one with \`git init --bare ${path}\`, as the user who is to own it.`],
    facts: { path },
  });
}
