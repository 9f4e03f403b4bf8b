import { setTimeout as delay } from 'node:timers/promises';
import { requireTrunk } from '@storygate/core/repository/trunk';
import { interruption } from '@storygate/core/process/interruption';
import { boardDocument, readBoard } from '../board';
import type { Context } from '../context';
import { EXIT } from '../exit-code';
import { readQueues } from '../queues';
import { pauseAfter } from './pace';

/** Prints the board's document whenever it is another one, until the user interrupts it or nobody reads any more. */
export async function watchDocuments(context: Context): Promise<number> {
  let last = '';
  while (!interruption.aborted) {
    const began = performance.now();
    const { output, repository } = context;
    const now = { output, repository, trunk: await requireTrunk(repository) };
    const document = boardDocument(await readBoard(now, readQueues));
    const text = JSON.stringify(document);
    if (text !== last) output.document(document);
    last = text;
    const pause = pauseAfter(performance.now() - began, 'none');
    await delay(pause, undefined, { signal: interruption }).catch(() => undefined);
  }
  return EXIT.interrupted;
}
