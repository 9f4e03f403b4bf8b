import * as v from 'valibot';
import { describeObjects, readObjects } from '../git/commits';
import { readRefObject } from '../git/refs';
import { parseObjectId } from '../names/object-id';
import { parseJsonAs } from '../state/parse-json';
import { PAUSED, shownRef, type QueuePlace } from './queue-place';
import { updateQueue } from './update-queue';

const schema = v.object({
  at: v.nullable(v.string()),
  by: v.nullable(v.string()),
  reason: v.nullable(v.string()),
});

/** Since when nothing lands, who said so and why. */
export type Pause = Readonly<v.InferOutput<typeof schema>>;

/** A pause that can't be read is one nevertheless. */
const DAMAGED: Pause = { at: null, by: null, reason: 'its record is damaged' };
const LONGEST = 64 * 1024;

/** Why the queue is paused, a remote's as last fetched; null when it is not. */
export async function readPause(place: QueuePlace): Promise<Pause | null> {
  const { git } = place;
  const object = await readRefObject(git, shownRef(place, PAUSED));
  if (object === null) return null;
  const [kind] = await describeObjects(git, [object]);
  if (kind?.type !== 'blob' || kind.size > LONGEST) return DAMAGED;
  const [text] = await readObjects(git, [object]);
  return parseJsonAs(text ?? '', schema) ?? DAMAGED;
}

/** Lets nothing land until the queue is resumed; what is queued stays so. Returns the pause that this one replaces. */
export async function pauseQueue(place: QueuePlace, pause: Pause): Promise<Pause | null> {
  const { git } = place;
  const input = JSON.stringify(pause);
  const next = parseObjectId(await git.line(['hash-object', '-w', '--stdin'], { input }));
  return changePause(place, next);
}

/** Lets the queue go on. Returns the pause that ended, null when there was none. */
export async function resumeQueue(place: QueuePlace): Promise<Pause | null> {
  return changePause(place, null);
}

async function changePause(
  place: QueuePlace,
  next: ReturnType<typeof parseObjectId> | null,
): Promise<Pause | null> {
  return updateQueue(place, async () => {
    const old = await readRefObject(place.git, shownRef(place, PAUSED));
    const answer = await readPause(place);
    return { changes: old === next ? [] : [{ ref: PAUSED, old, next }], answer };
  });
}
