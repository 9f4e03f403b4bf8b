import { simpleGit } from 'simple-git';
import { Interrupted, interruption } from '../process/interruption';
import { gitEnvironment } from './git-environment';
import { GitFailed } from './git-failed';

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

/**
 * Git at one place. Every non-zero exit that the caller didn't name as an answer is a {@link GitFailed}.
 */
export class Git {
  constructor(
    readonly cwd: string,
    private readonly env: Readonly<Record<string, string>> = {},
    private readonly stopping: AbortSignal | null = interruption,
  ) {}

  /** The same git at another place. */
  at(cwd: string): Git {
    return new Git(cwd, this.env, this.stopping);
  }

  /** The same git with more in its environment. */
  with(env: Readonly<Record<string, string>>): Git {
    return new Git(this.cwd, { ...this.env, ...env }, this.stopping);
  }

  /** The same git, whose commands run to their end when the user interrupts: for what cleans up. */
  shielded(): Git {
    return new Git(this.cwd, this.env, null);
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
    const { exitCode, stdout } = await this.start(args, expected, options);
    return { exitCode, stdout: stdout.toString() };
  }

  /** Standard output of a command that must succeed, as it is: what git keeps need not be UTF-8. */
  async bytes(args: readonly string[], options: GitCallOptions = {}): Promise<Buffer> {
    return (await this.start(args, [0], options)).stdout;
  }

  private async start(
    args: readonly string[],
    expected: readonly number[],
    options: GitCallOptions,
  ): Promise<{ readonly exitCode: number; readonly stdout: Buffer }> {
    let exitCode = 0;
    const chunks: Buffer[] = [];
    let failure: GitFailed | undefined;
    const env = gitEnvironment({ ...this.env, ...options.env });
    const git = simpleGit({
      baseDir: this.cwd,
      allowEnvironment: Object.keys(env),
      unsafe: {
        allowUnsafeConfigPaths: true,
        allowUnsafeSshCommand: true,
        allowUnsafeAskPass: true,
        allowUnsafeHooksPath: true,
      },
      ...(this.stopping === null ? {} : { abort: this.stopping }),
      ...(options.input === undefined ? {} : { input: () => options.input }),
      errors: (_, result) => {
        exitCode = result.exitCode;
        if (expected.includes(exitCode)) return undefined;
        const stderr = Buffer.concat(result.stdErr).toString();
        failure = new GitFailed({ args, cwd: this.cwd, exitCode, stderr });
        return failure;
      },
    })
      .env(env)
      .outputHandler((_, stdout) => {
        stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
        endOnClose(stdout);
      });
    try {
      await git.raw([...args]);
      return { exitCode, stdout: Buffer.concat(chunks) };
    } catch (error) {
      if (this.stopping?.aborted) throw new Interrupted();
      // simple-git wraps what the handler returned and loses its fields.
      throw failure ?? error;
    }
  }
}

/**
 * simple-git waits 50 ms more after a command that printed nothing, for output that some systems deliver after `close`.
 * Node delivers none then; an empty chunk, once simple-git listens, spares the wait.
 */
function endOnClose(stdout: NodeJS.ReadableStream): void {
  setImmediate(() => stdout.emit('data', Buffer.alloc(0)));
}
