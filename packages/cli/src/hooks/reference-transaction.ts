import { noteRefusal } from '@storygate/core/agents/refusals';
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
  const verdicts = await checkRefUpdates(repository, input);
  for (const { ref, verdict } of verdicts)
    if (verdict.kind === 'refused') noteRefusal(repository.layout, { ref, command });
  return answerGit(output, verdicts, {
    isAllowed: ({ verdict }) => verdict.kind === 'allowed',
    render: (to, verdict) => renderRefVerdict(to, verdict, command),
  });
}
