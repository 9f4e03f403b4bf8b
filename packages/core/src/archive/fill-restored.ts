import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treeOf } from '../git/commits';
import { FILL } from '../git/fill-worktree';
import type { Git } from '../git/git';
import type { Archive } from './archive-record';

/** Hooks would take the archive's commit for somebody's checkout. */
const SILENT = ['-c', 'core.hooksPath=/dev/null'];

/** Registers the worktree that an archive is restored to, without files. The caller holds the `stories` lock. */
export async function addRestored(git: Git, { commit }: Archive, folder: string): Promise<void> {
  await git.run([
    ...[...SILENT, 'worktree', 'add', '--quiet', '--no-checkout', '--detach'],
    ...['--', folder, commit],
  ]);
}

/**
 * Makes a worktree without files hold what an archive holds: the files, the index, and HEAD on no branch, at the commit
 * that was checked out.
 */
export async function fillRestored(git: Git, { record }: Archive, folder: string): Promise<void> {
  const checkout = git.at(folder);
  await checkout.run([...SILENT, ...FILL]);
  if (record.ignored !== null) await addFiles(checkout, record.ignored);
  await checkout.run([
    ...['update-ref', '--no-deref', '-m', 'storygate: restore'],
    ...['HEAD', record.detached ?? record.head],
  ]);
  await checkout.run(['read-tree', '-m', await treeOf(git, record.index ?? record.head)]);
}

/** Writes the files of a commit beside those that are there. */
async function addFiles(checkout: Git, commit: string): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'storygate-restore-'));
  try {
    const index = checkout.with({ GIT_INDEX_FILE: join(temporary, 'index') });
    await index.run(['read-tree', commit]);
    await index.run(['checkout-index', '--all', '--force']);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
