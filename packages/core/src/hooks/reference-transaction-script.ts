import { LEDGER_REF } from '../ledger/ledger';
import type { HookSetting } from './hook-script';
import { quote } from './shell-text';

/** What the filter needs beside, to ask Storygate. */
export interface FilterSetting extends HookSetting {
  /** Full ref of trunk's branch; null when trunk is not protected. */
  readonly trunkRef: string | null;
  readonly mainWorktree: string;
  /** The node that armed the worktrees: GUI clients run hooks with a PATH that has none. */
  readonly node: string;
  /** The command line's script. */
  readonly program: string;
}

/**
 * The `reference-transaction` hook: a filter that costs a shell's start, and starts node only when trunk or the ledger
 * is about to change. What can't be judged is refused.
 */
export function referenceTransactionScript(setting: FilterSetting): string {
  const { before, trunkRef, mainWorktree, node, program } = setting;
  const refs = [LEDGER_REF, ...(trunkRef === null ? [] : [trunkRef])];
  return `#!/bin/sh
# Written by Storygate. Git runs it before a ref changes; only trunk and the ledger are looked at.
before=${quote(`${before}/reference-transaction`)}
if [ -x "$before" ]; then
  all=$(cat; echo .)
  all=\${all%.}
  printf '%s' "$all" | "$before" "$@" || exit
elif [ "$1" != prepared ]; then
  exit 0
fi
[ "$1" = prepared ] || exit 0
nl='
'
hit=
look() {
  while read -r old new ref || [ -n "$old" ]; do
    case $ref in
      ${refs.map(quote).join('|')}) hit="$hit$old $new $ref$nl" ;;
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
