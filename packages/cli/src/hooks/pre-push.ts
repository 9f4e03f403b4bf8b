import { noteRefusal } from '@storygate/core/agents/refusals';
import { checkPush } from '@storygate/core/push/check-push';
import { requireHookRepository } from '@storygate/core/repository/repository';
import type { Output } from '../output';
import { renderPushVerdict } from '../render/push';
import { answerGit, readStandardInput } from './answer-git';

/** Tells git whether what it is about to push may be pushed. */
export async function answerPrePush(output: Output, folder: string): Promise<number> {
  const [repository, input] = await Promise.all([
    requireHookRepository(folder),
    readStandardInput(),
  ]);
  const verdicts = await checkPush(repository, input, output.emit);
  for (const { kind, ref } of verdicts) {
    if (kind === 'trunk-refused')
      noteRefusal(repository.layout, { ref, command: `git push (${ref})` });
  }
  return answerGit(output, verdicts, {
    isAllowed: ({ kind }) => kind === 'allowed',
    render: renderPushVerdict,
  });
}
