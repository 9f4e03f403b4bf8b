import type { StoredRun } from '../gate/run-record';
import { endEntries } from './end-entries';
import { enqueue, type Enqueued, type QueueRequest } from './enqueue';
import type { QueueEntry } from './queue-entry';
import type { QueuePlace } from './queue-place';
import type { Result } from './result';

/** Queues one story. */
export async function queueOne(place: QueuePlace, request: QueueRequest): Promise<Enqueued> {
  return (await enqueue(place, [request]))[0]!;
}

/** Ends one entry; whether anything was changed. */
export async function endOne(
  place: QueuePlace,
  entry: QueueEntry,
  result: Result,
  run: StoredRun | null = null,
): Promise<boolean> {
  return (await endEntries(place, [{ entry, result, run }]))[0]!;
}
