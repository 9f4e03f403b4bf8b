import { Interrupted, interruption } from '../process/interruption';
import { gitEnvironment } from './git-environment';
import { GitFailed } from './git-failed';
import type { GitEnd, RunGit } from './git-process';
import { metHalfMadeWorktree, waitForWorktree } from './half-made-worktree';
import { lockFileIn, waitForLockFile } from './lock-file';
import { runDirectly } from './run-directly';
import { listWorktrees } from './worktrees';

/** Environment and standard input for one git command. */
export interface GitCallOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** How a git command ended, where more than one exit code is an answer. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
}

/** How git is run. */
export interface GitManner {
  readonly run: RunGit;
  /** Ends a command that is under way; null: each runs to its end. */
  readonly stopping: AbortSignal | null;
}

/** simple-git loads when it is first needed: hooks do without it. */
export const BY_LIBRARY: GitManner = {
  run: (call) => {
    const library = require('./run-with-simple-git') as typeof import('./run-with-simple-git');
    return library.runWithSimpleGit(call);
  },
  stopping: interruption,
};

/** The manner of git's hooks, and of what asks git a hundred times while someone waits. */
export const WITHOUT_LIBRARY: GitManner = { run: runDirectly, stopping: interruption };

/**
 * Git at one place. Every non-zero exit that the caller didn't name as an answer is a {@link GitFailed}.
 */
export class Git {
  constructor(
    readonly cwd: string,
    private readonly env: Readonly<Record<string, string>> = {},
    private readonly manner: GitManner = BY_LIBRARY,
  ) {}

  /** The same git at another place. */
  at(cwd: string): Git {
    return new Git(cwd, this.env, this.manner);
  }

  /** The same git with more in its environment. */
  with(env: Readonly<Record<string, string>>): Git {
    return new Git(this.cwd, { ...this.env, ...env }, this.manner);
  }

  /** The same git, whose commands run to their end when the user interrupts: for what cleans up. */
  shielded(): Git {
    return new Git(this.cwd, this.env, { ...this.manner, stopping: null });
  }

  /** Standard output of a command that must succeed. */
  async run(args: readonly string[], options: GitCallOptions = {}): Promise<string> {
    return (await this.answer(args, [0], options)).stdout;
  }

  /** The first line of output of a command that must succeed. */
  async line(args: readonly string[], options: GitCallOptions = {}): Promise<string> {
    return (await this.run(args, options)).split('\n', 1)[0] ?? '';
  }

  /** A yes/no question: exit 0 is yes, exit 1 is no, anything else a failure. */
  async asks(args: readonly string[]): Promise<boolean> {
    return (await this.answer(args, [0, 1])).exitCode === 0;
  }

  /** Runs a command for which each of `expected` is an answer. */
  async answer(
    args: readonly string[],
    expected: readonly number[],
    options: GitCallOptions = {},
  ): Promise<GitAnswer> {
    const { exitCode, stdout } = await this.end(args, expected, options);
    return { exitCode, stdout: stdout.toString() };
  }

  /** Standard output of a command that must succeed, as it is: what git keeps need not be UTF-8. */
  async bytes(args: readonly string[], options: GitCallOptions = {}): Promise<Buffer> {
    return (await this.end(args, [0], options)).stdout;
  }

  /** Waits until a lock file of git's is gone; removes one that a killed git left. False when it is still somebody's. */
  async clearLockFile(lockFile: string): Promise<boolean> {
    const { stopping } = this.manner;
    const commonDir = await this.line(['rev-parse', '--path-format=absolute', '--git-common-dir']);
    const worktrees = (await listWorktrees(this)).map(({ path }) => path);
    return this.waits(waitForLockFile(lockFile, { commonDir, worktrees, stopping }));
  }

  private async end(
    args: readonly string[],
    expected: readonly number[],
    options: GitCallOptions,
  ): Promise<GitEnd> {
    for (let tries = 0; ; tries++) {
      const end = await this.start(args, options);
      const lockFile = end.exitCode === 0 ? null : lockFileIn(end.stderr);
      if (lockFile !== null && tries < MOST_WAITS && (await this.clearLockFile(lockFile))) continue;
      const isHalfMade = end.exitCode !== 0 && metHalfMadeWorktree(end.stderr);
      if (isHalfMade && (await this.waits(waitForWorktree(tries, this.manner.stopping)))) continue;
      if (expected.includes(end.exitCode)) return end;
      if (this.manner.stopping?.aborted) throw new Interrupted();
      const { exitCode, stderr } = end;
      throw new GitFailed({ args, cwd: this.cwd, exitCode, stderr, lockFile });
    }
  }

  private async waits(waiting: Promise<boolean>): Promise<boolean> {
    try {
      return await waiting;
    } catch (error) {
      if (this.manner.stopping?.aborted) throw new Interrupted();
      throw error;
    }
  }

  private async start(args: readonly string[], options: GitCallOptions): Promise<GitEnd> {
    const env = gitEnvironment({ ...this.env, ...options.env });
    const { run, stopping } = this.manner;
    try {
      return await run({ args, cwd: this.cwd, env, input: options.input, stopping });
    } catch (error) {
      if (stopping?.aborted) throw new Interrupted();
      throw error;
    }
  }
}

/** A command may find the same lock taken by another git again, this often. */
const MOST_WAITS = 10;
