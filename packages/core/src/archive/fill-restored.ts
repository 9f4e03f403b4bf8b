import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treeOf } from '../git/commits';
import type { Git } from '../git/git';
import type { Archive } from './archive-record';

/**
 * Makes a worktree that holds what an archive holds: the files, the index, and HEAD on no branch, at the commit that was
 * checked out. The folder must not exist.
 */
export async function fillRestored(
  git: Git,
  { commit, record }: Archive,
  folder: string,
): Promise<void> {
  // Hooks would take the archive's commit for somebody's checkout.
  const silent = ['-c', 'core.hooksPath=/dev/null'];
  await git.run([...silent, 'worktree', 'add', '--quiet', '--detach', '--', folder, commit]);
  const checkout = git.at(folder);
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
