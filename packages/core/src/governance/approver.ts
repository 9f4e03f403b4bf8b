import { refusal } from '../errors/storygate-error';
import type { Repository } from '../repository/repository';

/** Who approves: the name and address that git would put on a commit here. */
export async function readApprover(repository: Repository): Promise<string> {
  const { exitCode, stdout } = await repository.git.answer(
    ['var', 'GIT_COMMITTER_IDENT'],
    [0, 128],
  );
  const who = /^(.*<.*>)/.exec(stdout.trim())?.[1];
  if (exitCode === 0 && who !== undefined) return who;
  throw refusal({
    code: 'WHO_ARE_YOU',
    message: 'an approval carries a name, and git knows none here',
    hints: [
      'Set it with `git config --global user.name "<name>"` and `git config --global user.email <address>`.',
    ],
  });
}
