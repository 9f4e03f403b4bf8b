import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '../git/git';
import { readRef } from '../git/refs';
import { readSubmodules } from '../git/submodules';
import type { CommitSha } from '../names/object-id';

/** Checks exactly a commit's tracked content out in a clone, whatever was done to that clone; dependencies stay. */
export async function checkOut(git: Git, commit: CommitSha): Promise<void> {
  // A gate's own tasks may have left flags in the index (assume-unchanged): start from none.
  await rm(join(git.cwd, '.git', 'index'), { force: true });
  await rm(join(git.cwd, '.git', 'index.lock'), { force: true });
  // A submodule's folder that the commit has other files for would stay in their way: without an index, all goes.
  if (await losesSubmodules(git, commit)) await clean(git);
  await git.run(['checkout', '--force', '--detach', '--quiet', commit]);
  await clean(git);
  if (!(await git.asks(['diff-index', '--cached', '--quiet', commit]))) {
    throw new Error(`the gate workspace holds another tree than that of ${commit}`);
  }
}

async function losesSubmodules(git: Git, commit: CommitSha): Promise<boolean> {
  const head = await readRef(git, 'HEAD');
  if (head === null || head === commit) return false;
  const before = await readSubmodules(git, head);
  if (before.length === 0) return false;
  const after = new Set((await readSubmodules(git, commit)).map(({ path }) => path));
  return before.some(({ path }) => !after.has(path));
}

/** Removes what is untracked or ignored, dependencies aside. */
export async function clean(git: Git): Promise<void> {
  await git.run(['clean', '-ffdxq', '-e', 'node_modules']);
}
