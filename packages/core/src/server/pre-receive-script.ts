import { anyCase, quote } from '../hooks/shell-text';
import { LEDGER_REF } from '../ledger/ledger';

/** What the script must know of the server it is written for. */
export interface PreReceiveSetting {
  /** Without `refs/heads/`. */
  readonly trunk: string;
  readonly repository: string;
  /** The node that set the server up: git's PATH there may have none. */
  readonly node: string;
  /** The command line's script. */
  readonly program: string;
  /** A hook that was there before and decides after this one; null where there was none. */
  readonly before: string | null;
}

/** How the script knows itself, so that it is never taken for somebody else's hook. */
export const PRE_RECEIVE_MARK = '# Written by `storygate server init`.';

/**
 * The `pre-receive` hook: a filter that starts node only when trunk or the ledger is pushed, or a name that a file
 * system could take for theirs. What can't be judged is refused.
 */
export function preReceiveScript(setting: PreReceiveSetting): string {
  const { trunk, repository, node, program, before } = setting;
  const patterns = [LEDGER_REF, `refs/heads/${trunk}`].map(anyCase).join('|');
  return `#!/bin/sh
${PRE_RECEIVE_MARK}
unset NODE_OPTIONS NODE_PATH
all=$(cat; echo .)
all=\${all%.}
nl='
'
hit=
while read -r old new ref; do
  case $ref in
    ${patterns}) hit="$hit$old $new $ref$nl" ;;
  esac
done <<EOF
$all
EOF
if [ -n "$hit" ]; then
  node=${quote(node)}
  program=${quote(program)}
  for file in "$node" "$program"; do
    [ -r "$file" ] && continue
    echo "error: trunk may not move: $file is gone, so nothing can be judged [HOOK_BROKEN]" >&2
    echo "hint: on the server, run \\\`storygate server init ${forEcho(repository)}\\\` again" >&2
    exit 1
  done
  printf '%s' "$hit" | "$node" "$program" hook pre-receive --in ${quote(repository)} || exit 1
fi
${before === null ? 'exit 0' : `printf '%s' "$all" | ${quote(before)} "$@"`}
`;
}

/** A text inside double quotes of a POSIX shell. */
function forEcho(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}
