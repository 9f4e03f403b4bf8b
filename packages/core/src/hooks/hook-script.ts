import { quote } from './shell-text';

/** The client hooks that git may run; `reference-transaction` has a script of its own. */
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
export type HookName = (typeof HOOK_NAMES)[number];

/** What the scripts need to know of the clone they are written for. */
export interface HookSetting {
  /** The Nx workspace's folder in a checkout: empty, or `sub/folder/`. */
  readonly prefix: string;
  /** The folder whose hooks git ran before, absolute or relative to a checkout; husky's shims are not meant. */
  readonly before: string;
}

/**
 * The script git runs in an armed worktree: it hands on to the worktree's own `.husky/<hook>` under husky's rules
 * (its init file, `HUSKY=0`, programs of node_modules on PATH), or else to the hook that git ran before.
 */
export function hookScript(name: HookName, { prefix, before }: HookSetting): string {
  return `#!/bin/sh
# Written by Storygate. Git runs it in every armed worktree; the worktree's own hook decides.
hook=${quote(`${prefix}.husky/${name}`)}
if [ ! -f "$hook" ]; then
  before=${quote(`${before}/${name}`)}
  [ -x "$before" ] || exit 0
  exec "$before" "$@"
fi
init="\${XDG_CONFIG_HOME:-$HOME/.config}/husky/init.sh"
[ -f "$init" ] && . "$init"
[ "\${HUSKY-}" = "0" ] && exit 0
PATH="$PWD/"${quote(`${prefix}node_modules/.bin`)}":$PATH"
export PATH
exec sh -e "$hook" "$@"
`;
}
