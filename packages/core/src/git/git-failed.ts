import { StorygateError } from '../errors/storygate-error';

/** What is known of a git command that failed. */
export interface GitFailure {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly exitCode: number;
  readonly stderr: string;
}

/** A git command ended with an exit code that is not one of its answers. */
export class GitFailed extends StorygateError {
  readonly exitCode: number;
  readonly stderr: string;

  constructor(failure: GitFailure) {
    const said = failure.stderr.trim().split('\n').slice(-5).join(' / ');
    super('git', {
      code: 'GIT_FAILED',
      message: `git ${failure.args[0] ?? ''} failed with exit code ${failure.exitCode}: ${said || 'it said nothing'}`,
      hints: [`It ran as \`git ${failure.args.join(' ')}\` in ${failure.cwd}`],
      facts: { ...failure },
    });
    this.name = 'GitFailed';
    this.exitCode = failure.exitCode;
    this.stderr = failure.stderr;
  }
}
