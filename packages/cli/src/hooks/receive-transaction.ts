import { checkTransaction } from '@storygate/core/server/check-receive';
import type { Output } from '../output';
import { renderReceiveVerdict } from '../render/receive';
import { answerGit, readStandardInput } from './answer-git';

/** Tells a guarded repository's git whether the refs it has prepared may change together. */
export async function answerReceiveTransaction(output: Output, folder: string): Promise<number> {
  return answerGit(output, await checkTransaction(folder, await readStandardInput()), {
    isAllowed: ({ kind }) => kind === 'allowed',
    render: renderReceiveVerdict,
  });
}
