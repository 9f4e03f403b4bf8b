/** What a pre-push hook of its own says; husky has put node_modules/.bin on PATH. */
const COMMAND = 'storygate hook pre-push "$@"';

/**
 * Git hands over what is pushed on standard input, which only one command can read. So ahead of another hook's
 * commands it is read once, and handed on to them.
 */
const BLOCK = `# storygate:start
storygate_refs=$(cat)
if [ -n "$storygate_refs" ]; then
  printf '%s\\n' "$storygate_refs" | ${COMMAND} || exit $?
  exec <<STORYGATE_REFS
$storygate_refs
STORYGATE_REFS
else
  exec </dev/null
fi
# storygate:end
`;

/** Lines that must stay first: the interpreter, and what husky 8 sources. */
const PREAMBLE = /^(?:#!.*\n)?(?:.*\/husky\.sh.*\n)?/;

/** The pre-push hook with Storygate in it: unchanged if it's there, else ahead of what is there. */
export function withPrePush(hook: string): string {
  if (hook.includes('storygate hook pre-push')) return hook;
  if (hook.trim() === '') return `${COMMAND}\n`;
  const preamble = PREAMBLE.exec(hook)?.[0] ?? '';
  return preamble + BLOCK + hook.slice(preamble.length);
}
