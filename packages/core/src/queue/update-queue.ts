import { setTimeout as delay } from 'node:timers/promises';
import { refusal } from '../errors/storygate-error';
import type { RefChange } from '../git/refs';
import { changeQueue, fetchQueue, type QueuePlace } from './queue-place';

/** What is to change in the queue, given what it is now, and what that means to who asked. */
export interface QueueUpdate<T> {
  readonly changes: readonly RefChange[];
  readonly answer: T;
}

/** Others may change the same entries in between this often. */
const MOST_ATTEMPTS = 40;

/**
 * Plans a change from what the queue is and makes it if the queue is still so; plans anew when it is not. Null when
 * others changed the same entries all the time.
 */
export async function tryUpdateQueue<T>(
  place: QueuePlace,
  plan: () => Promise<QueueUpdate<T>>,
): Promise<T | null> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    await fetchQueue(place);
    const { changes, answer } = await plan();
    if (changes.length === 0 || (await changeQueue(place, changes))) return answer;
    await delay(Math.random() * 50);
  }
  return null;
}

/** As `tryUpdateQueue`, but a refusal when others changed the same entries all the time. */
export async function updateQueue<T>(
  place: QueuePlace,
  plan: () => Promise<QueueUpdate<T>>,
): Promise<T> {
  const answer = await tryUpdateQueue(place, async () => {
    const { changes, answer } = await plan();
    return { changes, answer: { answer } };
  });
  if (answer !== null) return answer.answer;
  throw refusal({
    code: 'QUEUE_BUSY',
    message: 'the queue was left as it is: others changed the same entries again and again',
    hints: ['Run the same command again; `npx storygate queue` shows what is queued.'],
  });
}
