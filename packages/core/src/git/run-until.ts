import { interruption } from '../process/interruption';
import { runProgram } from '../process/run-program';
import type { GitManner } from './git';

/** Thrown where git was ended before it was done: by the limit that it was run under. */
export class GitStopped extends Error {
  override readonly name = 'GitStopped';
}

/**
 * The manner of git where its hooks are not to be trusted to end: when `limit` aborts, git is ended with all that its hooks
 * started, and {@link GitStopped} is thrown. Without a terminal, so a hook that asks has nobody to ask.
 */
export function untilAborted(limit: AbortSignal): GitManner {
  return {
    run: async ({ args, cwd, env, input }) => {
      const given = input === undefined ? {} : { input };
      const end = await runProgram({ file: 'git', args, cwd, env, limit, ...given });
      if (end.stopped !== null) throw new GitStopped(`git ${args[0]} was stopped in ${cwd}`);
      if (end.exitCode === null) throw new Error(`git did not run in ${cwd}: ${end.trouble}`);
      const { exitCode, stdout, stderr } = end;
      return { exitCode, stdout: Buffer.from(stdout), stderr };
    },
    stopping: interruption,
  };
}
