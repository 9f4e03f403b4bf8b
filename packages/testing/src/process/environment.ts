import { homedir } from 'node:os';
import { join } from 'node:path';

/** Variables that change what git, Nx, npm, husky or Storygate do, or that belong to the run that starts a test. */
const CHANGING =
  /^(GIT_|NX_|STORYGATE_|HUSKY|npm_|JEST_|GITHUB_|CI$|CONTINUOUS_INTEGRATION$|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$|NO_COLOR$|EDITOR$|VISUAL$)/;

/** Variables by which Nx and others recognise a coding agent and change their output. */
const AGENT = /^(CLAUDE|AI_AGENT|CODEX_|CURSOR_|OPENCODE|GEMINI_CLI|REPL_ID)/;

/** What says where npm's registry and cache are; without it nothing can be installed. */
const REGISTRY =
  /^npm_config_(registry|cache|userconfig|globalconfig|cafile|(https?-?_?)?proxy|noproxy)$/;

/** Git's configuration in the tests, whatever the machine's own says. */
export const GIT_CONFIGURATION = join(__dirname, '..', '..', 'gitconfig');

/**
 * A copy of `environment` that keeps the machine's programs, locale and package registry, and in which git reads
 * only the tests' own configuration.
 */
export function isolatedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => REGISTRY.test(name) || !(CHANGING.test(name) || AGENT.test(name)),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_GLOBAL: GIT_CONFIGURATION,
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Sends what programs keep in the home folder (Nx's shared cache among it) to `home`; npm keeps its cache and registry. */
export function withHome(environment: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  return {
    npm_config_cache: join(homedir(), '.npm'),
    npm_config_userconfig: join(homedir(), '.npmrc'),
    ...environment,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
  };
}
