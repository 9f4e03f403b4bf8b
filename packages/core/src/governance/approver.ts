import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import type { Repository } from '../repository/repository';

/** Who approves: the name and address that git would put on a commit here. */
export async function readApprover({ git }: Repository): Promise<string> {
  const who = await readCommitter(git);
  if (who !== null) return who;
  throw refusal({
    code: 'WHO_ARE_YOU',
    message: 'an approval carries a name, and git knows none here',
    hints: [
      'Set it with `git config --global user.name "<name>"` and `git config --global user.email <address>`.',
    ],
  });
}

/** The name and address that git would put on a commit here; null when git knows none. */
export async function readCommitter(git: Git): Promise<string | null> {
  const { exitCode, stdout } = await git.answer(['var', 'GIT_COMMITTER_IDENT'], [0, 128]);
  return exitCode === 0 ? (/^(.*<.*>)/.exec(stdout.trim())?.[1] ?? null) : null;
}
