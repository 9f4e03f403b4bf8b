/** The client hooks that husky knows, so that a worktree of ours runs what a husky checkout runs. */
export const HOOK_NAMES = [
  'applypatch-msg',
  'commit-msg',
  'post-applypatch',
  'post-checkout',
  'post-commit',
  'post-merge',
  'post-rewrite',
  'pre-applypatch',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'pre-rebase',
  'prepare-commit-msg',
] as const;

/**
 * The script git runs in an armed worktree: it hands on to the worktree's own `.husky/<hook>` under husky's rules
 * (its init file, `HUSKY=0`, programs of node_modules on PATH). `prefix` is the Nx workspace's folder in a checkout.
 */
export function hookScript(name: (typeof HOOK_NAMES)[number], prefix: string): string {
  const folder = `'${prefix.replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh
# Written by Storygate. Git runs it in every armed worktree; the worktree's own hook decides.
hook=${folder}'.husky/${name}'
[ -f "$hook" ] || exit 0
init="\${XDG_CONFIG_HOME:-$HOME/.config}/husky/init.sh"
[ -f "$init" ] && . "$init"
[ "\${HUSKY-}" = "0" ] && exit 0
PATH="$PWD/"${folder}"node_modules/.bin:$PATH"
export PATH
exec sh -e "$hook" "$@"
`;
}
