import { anyCase, quote } from '../hooks/shell-text';
import { LEDGER_REF } from '../ledger/ledger';

/** The hooks of a guarded repository. */
export const SERVER_HOOKS = ['pre-receive', 'reference-transaction'] as const;

/** What a script must know of the server it is written for. */
export interface ServerHookSetting {
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

/** How a script knows itself, so that it is never taken for somebody else's hook. */
export const SERVER_HOOK_MARK = '# Written by `storygate server init`.';

/**
 * A hook of a guarded repository: a filter that starts node only where something is to be judged, and refuses what
 * can't be. Names are matched in any case, as some file systems do.
 */
export function serverHookScript(
  name: (typeof SERVER_HOOKS)[number],
  setting: ServerHookSetting,
): string {
  const { before } = setting;
  const hand = before === null ? 'exit 0' : `printf '%s' "$all" | ${quote(before)} "$@"`;
  return `#!/bin/sh
${SERVER_HOOK_MARK}
${name === 'pre-receive' ? preReceive(setting) : referenceTransaction(setting)}
${hand}
`;
}

/** Everything that is pushed to trunk or the ledger is judged. */
function preReceive(setting: ServerHookSetting): string {
  const { trunk, ledger } = patterns(setting);
  return `${READ}
each() {
  case $ref in
    ${ledger}|${trunk}) hit="$hit$old $new $ref$nl" ;;
  esac
}
${LOOK}
${judge('pre-receive', setting)}`;
}

/**
 * A push moves trunk: together with the ledger, then pre-receive judged both; or alone, then it is judged again. From
 * 2.51 on, git moves the refs of a push that is not atomic in one transaction too, and leaves out those that are not
 * where the push took them to be; a ledger of that kind is not together with trunk. What the repository's owner does
 * in it is none of its business, and neither is git's own tidying up.
 */
function referenceTransaction(setting: ServerHookSetting): string {
  const { trunk } = patterns(setting);
  return `${setting.before === null ? '[ "$1" = prepared ] || exit 0\n' : ''}${READ}
together=
each() {
  case $ref in
    ${LEDGER_REF})
      case $old in *[!0]*) ;; *) old= ;; esac
      [ "$old" = "$(git rev-parse --quiet --verify ${LEDGER_REF})" ] && together=1
      ;;
    ${trunk}) hit="$hit$old $new $ref$nl" ;;
  esac
}
${LOOK}
[ "$1" = prepared ] || hit=
[ -z "$together" ] || hit=
if [ -n "$hit" ]; then
  caller=$({ tr '\\0' ' ' < "/proc/$PPID/cmdline" || ps -o args= -p "$PPID"; } 2>/dev/null)
  case $caller in
    ''|*receive-pack*) ;;
    *) hit= ;;
  esac
fi
${judge('receive-transaction', setting)}`;
}

const READ = `all=$(cat; echo .)
all=\${all%.}
nl='
'
hit=`;

const LOOK = `while read -r old new ref; do
  each
done <<EOF
$all
EOF`;

function judge(hook: string, { repository, node, program }: ServerHookSetting): string {
  return `if [ -n "$hit" ]; then
  unset NODE_OPTIONS NODE_PATH
  node=${quote(node)}
  program=${quote(program)}
  for file in "$node" "$program"; do
    [ -r "$file" ] && continue
    echo "error: trunk may not move: $file is gone, so nothing can be judged [HOOK_BROKEN]" >&2
    echo "hint: on the server, run \\\`storygate server init ${forEcho(repository)}\\\` again" >&2
    exit 1
  done
  printf '%s' "$hit" | "$node" "$program" hook ${hook} --in ${quote(repository)} || exit 1
fi`;
}

function patterns({ trunk }: ServerHookSetting): {
  readonly trunk: string;
  readonly ledger: string;
} {
  return { trunk: anyCase(`refs/heads/${trunk}`), ledger: anyCase(LEDGER_REF) };
}

/** A text inside double quotes of a POSIX shell. */
function forEcho(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}
