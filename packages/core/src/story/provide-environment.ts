import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import type { Emit } from '../events/events';
import { ignoreLocally, isIgnored } from '../git/ignored';
import { entries } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import { nxRootIn, type Repository } from '../repository/repository';
import { writeFileAtomically } from '../state/atomic-file';
import { withLock } from '../state/lock';
import {
  chooseEnvironmentFile,
  ENVIRONMENT_FILES,
  withSection,
  type EnvironmentFileFacts,
} from './environment-file';

/** A story's variables, and the file in its Nx workspace that hands them to Nx; null where no file can. */
export interface EnvironmentPlan {
  readonly file: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** Decides where a story's variables go; reads only. */
export async function planEnvironment(
  repository: Repository,
  base: CommitSha,
  values: EnvironmentPlan['values'],
): Promise<EnvironmentPlan> {
  return { file: chooseEnvironmentFile(await readFileFacts(repository, base)), values };
}

async function readFileFacts(
  repository: Repository,
  base: CommitSha,
): Promise<EnvironmentFileFacts> {
  const { git, prefix } = repository;
  const paths = ENVIRONMENT_FILES.map((name) => `${prefix}${name}`);
  const tracked = await git.run([
    ...['ls-tree', '--full-tree', '--name-only', '-z', base, '--'],
    ...paths,
  ]);
  const shown = await git
    .at(nxRootIn(repository, repository.mainWorktree))
    .run(['ls-files', '--others', '--exclude-standard', '-z', '--', ...ENVIRONMENT_FILES]);
  return {
    tracked: entries(tracked).map((path) => path.slice(prefix.length)),
    shown: entries(shown),
  };
}

/** Writes a story's variables into its worktree, where git ignores them; a copied file keeps its own lines. */
export async function provideEnvironment(
  repository: Repository,
  { plan, worktree }: { readonly plan: EnvironmentPlan; readonly worktree: string },
  emit: Emit,
): Promise<void> {
  const { file } = plan;
  if (file === null) {
    emit({
      type: 'warning',
      code: 'NO_ENVIRONMENT_FILE',
      message: `the story's variables are in no file: git tracks or shows each of ${ENVIRONMENT_FILES.join(', ')}`,
    });
    return;
  }
  const nxRoot = nxRootIn(repository, worktree);
  const path = join(nxRoot, file);
  const { text, mode } = await readCopy(path);
  // Before it is written, so that nobody ever sees it as untracked work.
  const git = repository.git.at(nxRoot);
  if (!(await isIgnored(git, file)))
    await withLock(repository.git, 'stories', emit, () => ignoreLocally(git, file));
  await writeFileAtomically(path, withSection(text, plan.values), mode);
}

async function readCopy(path: string): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    const { mode } = await lstat(path);
    return { text: await readFile(path, 'utf8'), mode: mode & 0o777 };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { text: '', mode: 0o600 };
    throw error;
  }
}
