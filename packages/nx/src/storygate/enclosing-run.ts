import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * What Nx 22–24 set for the one task or generator they run (see `getEnvVariablesForTask`, and `nx generate`'s
 * middleware). A second Nx, in another workspace, would take these for its own: its root, its output file, or a
 * task that calls itself. What people set themselves (NX_BASE, NX_VERBOSE_LOGGING, …) stays.
 */
const SET_BY_NX =
  /^(NX_TASK_.*|NX_TERMINAL_.*|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_WORKSPACE_ROOT(_PATH)?|NX_INVOCATION_.*|NX_INVOKED_BY_RUNNER|NX_FORKED_TASK_EXECUTOR|NX_PSEUDO_TERMINAL_.*|NX_READY_.*|NX_CLI_SET|NX_SET_CLI|NX_LOAD_DOT_ENV_FILES|NX_DRY_RUN|NX_INTERACTIVE|NX_GENERATE_QUIET|NX_CACHE_FAILURES|LERNA_PACKAGE_NAME)$/;

/** The files Nx reads into its own environment at the root of a workspace. */
const ROOT_DOTENV_FILES = ['.env', '.local.env', '.env.local'];

/**
 * This process's environment without what the enclosing Nx put there: its own variables, and the values of the
 * workspace's dotenv files, which would otherwise outrank those of the checkout that is gated. Like Nx, it goes by
 * the value: a variable that differs from the file's was set by someone else and stays.
 */
export function withoutEnclosingRun(
  environment: Readonly<NodeJS.ProcessEnv>,
  workspaceRoot: string,
): NodeJS.ProcessEnv {
  const fromFiles = ROOT_DOTENV_FILES.map((name) => join(workspaceRoot, name))
    .filter((file) => existsSync(file))
    .map((file) => parseEnv(readFileSync(file, 'utf8')));
  const kept = Object.entries(environment).filter(
    ([name, value]) =>
      !SET_BY_NX.test(name) && !fromFiles.some((file) => name in file && file[name] === value),
  );
  return Object.fromEntries(kept);
}
