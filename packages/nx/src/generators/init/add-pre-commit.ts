import type { Tree } from '@nx/devkit';

const FILE = '.husky/pre-commit';
/** Without `--no-stash`, lint-staged keeps its backup in `refs/stash`, which all worktrees share and clobber. */
const LINE = 'lint-staged --no-stash';

/** Makes the pre-commit hook run lint-staged; one that does already is kept, with a note if it stashes. */
export function addPreCommit(tree: Tree): string[] {
  const hook = tree.read(FILE, 'utf-8') ?? '';
  if (!/\blint-staged\b/.test(hook)) {
    tree.write(FILE, `${hook === '' ? '' : `${hook.trimEnd()}\n`}${LINE}\n`);
    return [];
  }
  if (/--no-stash\b/.test(hook)) return [];
  return [`${FILE} runs lint-staged without --no-stash: add it, or parallel stories lose changes`];
}
