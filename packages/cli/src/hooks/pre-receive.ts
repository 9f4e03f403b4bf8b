import { checkReceive } from '@storygate/core/server/check-receive';
import type { Output } from '../output';
import { renderReceiveVerdict } from '../render/receive';
import { answerGit, readStandardInput } from './answer-git';

/** Tells a guarded repository's git whether what was pushed there may change its refs. */
export async function answerPreReceive(output: Output, folder: string): Promise<number> {
  return answerGit(output, await checkReceive(folder, await readStandardInput()), {
    isAllowed: ({ kind }) => kind === 'allowed',
    render: renderReceiveVerdict,
  });
}
