import { checkRefUpdates } from '@storygate/core/protection/check-ref-updates';
import { requireHookRepository } from '@storygate/core/repository/repository';
import type { Output } from '../output';
import { renderRefVerdict } from '../render/ref-verdict';
import { answerGit, readStandardInput } from './answer-git';

/** Tells git whether the refs it has prepared may change; `command` is the git command under way, empty if unknown. */
export async function answerReferenceTransaction(
  output: Output,
  folder: string,
  command: string,
): Promise<number> {
  const [repository, input] = await Promise.all([
    requireHookRepository(folder),
    readStandardInput(),
  ]);
  return answerGit(output, await checkRefUpdates(repository, input), {
    isAllowed: ({ verdict }) => verdict.kind === 'allowed',
    render: (to, verdict) => renderRefVerdict(to, verdict, command),
  });
}
