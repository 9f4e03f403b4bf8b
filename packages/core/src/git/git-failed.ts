import { StorygateError, type ErrorText } from '../errors/storygate-error';

/** What is known of a git command that failed. */
export interface GitFailure {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly exitCode: number;
  readonly stderr: string;
  /** The lock file of another git that was in the way, or null. */
  readonly lockFile?: string | null;
}

/** A git command ended with an exit code that is not one of its answers. */
export class GitFailed extends StorygateError {
  readonly exitCode: number;
  readonly stderr: string;
  readonly cwd: string;

  constructor(failure: GitFailure) {
    const { lockFile = null, ...facts } = failure;
    if (lockFile === null) super('git', { ...describe(failure), facts });
    else super('refusal', { ...describeLocked(lockFile), facts: { ...facts, lockFile } });
    this.name = 'GitFailed';
    this.exitCode = failure.exitCode;
    this.stderr = failure.stderr;
    this.cwd = failure.cwd;
  }
}

function describe({ args, cwd, exitCode, stderr }: GitFailure): ErrorText {
  const said = stderr.trim().split('\n').slice(-5).join(' / ');
  return {
    code: 'GIT_FAILED',
    message: `git ${args[0] ?? ''} failed with exit code ${exitCode}: ${said || 'it said nothing'}`,
    hints: [`It ran as \`git ${args.join(' ')}\` in ${cwd}`],
  };
}

function describeLocked(lockFile: string): ErrorText {
  return {
    code: 'GIT_LOCK_FILE',
    message: `another git is at work here, or one that was killed left ${lockFile}`,
    hints: [
      'Run the command again when that git is done.',
      `If no git runs in this repository any more: \`rm ${lockFile}\`.`,
    ],
  };
}
