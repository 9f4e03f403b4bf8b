import { join } from 'node:path';

/** Variables that change what git, Nx, husky or Storygate do, or that belong to the run that starts a test. */
const CHANGING =
  /^(GIT_|NX_|STORYGATE_|HUSKY|CI$|CONTINUOUS_INTEGRATION$|GITHUB_|npm_|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|JEST_|FORCE_COLOR$|NO_COLOR$|EDITOR$|VISUAL$|PREFIX$)/;

/** The agents' variables that Nx looks for to change its output. */
const AGENT = /^(CLAUDECODE|CLAUDE_CODE|AI_AGENT|CODEX_|CURSOR_|OPENCODE|GEMINI_CLI|REPL_ID)/;

/** Git's configuration in the tests, whatever the machine's own says. */
export const GIT_CONFIGURATION = join(__dirname, '..', '..', 'gitconfig');

/** A copy of `environment` in which only the machine's programs and locale are left, and git reads the tests' own configuration. */
export function isolatedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => (!CHANGING.test(name) && !AGENT.test(name)) || name === 'GIT_SSL_CAINFO',
  );
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_GLOBAL: GIT_CONFIGURATION,
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
}
