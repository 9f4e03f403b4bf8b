import { LEDGER_REF } from '../ledger/ledger';
import type { HookSetting } from './hook-script';
import { anyCase, quote } from './shell-text';

/** What the filter needs beside, to ask Storygate. */
export interface FilterSetting extends HookSetting {
  /** Full ref of trunk's branch. */
  readonly trunkRef: string;
  /** `core.ignorecase`: on such a file system `refs/heads/MAIN` is another name for `refs/heads/main`. */
  readonly ignoreCase: boolean;
  readonly mainWorktree: string;
  /** The node that armed the worktrees: GUI clients run hooks with a PATH that has none. */
  readonly node: string;
  /** The command line's script. */
  readonly program: string;
}

/**
 * The `reference-transaction` hook: a filter that costs a shell's start and starts nothing else, unless trunk or the
 * ledger is about to change; then it asks Storygate. What can't be judged is refused. Git's `preparing` state passes
 * unseen: `prepared` follows it, with what symbolic refs lead to, and with the locks that tell `pack-refs` from a
 * deletion.
 */
export function referenceTransactionScript(setting: FilterSetting): string {
  const { before, trunkRef, ignoreCase, mainWorktree, node, program } = setting;
  const guarded = [LEDGER_REF, trunkRef].map(ignoreCase ? anyCase : quote).join('|');
  return `#!/bin/sh
# Written by Storygate. Git runs it before a ref changes; only trunk and the ledger are looked at.
before=${quote(`${before}/reference-transaction`)}
if [ -x "$before" ]; then
  all=$(cat; echo .)
  all=\${all%.}
  printf '%s' "$all" | "$before" "$@" || exit
fi
[ "$1" = prepared ] || exit 0
nl='
'
hit=
look() {
  while read -r old new ref || [ -n "$old" ]; do
    case $ref in
      ${guarded}) hit="$hit$old $new $ref$nl" ;;
    esac
  done
}
if [ -x "$before" ]; then
  look <<EOF
$all
EOF
else
  look
fi
[ -n "$hit" ] || exit 0
node=${quote(node)}
[ -x "$node" ] || node=$(command -v node) || {
  echo "error: trunk may not move: no node was found to ask Storygate [HOOK_BROKEN]" >&2
  echo "hint: put node on the PATH that git runs hooks with, then: npx storygate doctor --fix" >&2
  exit 1
}
program=${quote(program)}
[ -f "$program" ] || {
  echo "error: trunk may not move: $program is gone [HOOK_BROKEN]" >&2
  echo "hint: install the dependencies of the main checkout, then: npx storygate doctor --fix" >&2
  exit 1
}
command=$(ps -o args= -p "$PPID" 2>/dev/null)
printf '%s' "$hit" | "$node" "$program" hook reference-transaction --in ${quote(mainWorktree)} --command "$command" -- "$1"
`;
}
