/** What is read must not depend on the language of messages, and nothing may stop to ask a question. */
const FIXED = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // `git replace` shows another object under an id, and ids are what proofs are about.
  GIT_NO_REPLACE_OBJECTS: '1',
};

/** How to reach a remote, and which of the machine's settings count: the user's own choice. */
const KEPT =
  /^GIT_(SSH|SSH_COMMAND|ASKPASS|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|SSL_\w+|HTTP_\w+|CEILING_DIRECTORIES|AUTHOR_NAME|AUTHOR_EMAIL|COMMITTER_NAME|COMMITTER_EMAIL)$/;
/** Variables without the prefix that git reads as commands to run. */
const COMMANDS = ['EDITOR', 'VISUAL', 'PAGER', 'PREFIX'];

/**
 * The environment git runs with: of the inherited `GIT_*` variables only those that say how to reach a remote, so
 * that what a hook inherits (`GIT_DIR`, `GIT_INDEX_FILE`, `GIT_CONFIG_PARAMETERS`, …) can't point a command at
 * another repository or change what it does. What the caller adds is kept.
 */
export function gitEnvironment(added: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || COMMANDS.includes(name.toUpperCase())) continue;
    if (/^GIT_/i.test(name) && !KEPT.test(name)) continue;
    environment[name] = value;
  }
  return { ...environment, ...FIXED, ...added };
}
