import { refusal } from '../errors/storygate-error';
import { compareEntries, type QueueEntry, type SoundEntry } from './queue-entry';

/** Where a queued story is to go: to an end of the queue, or before another. */
export type Destination =
  | { readonly to: 'first' }
  | { readonly to: 'last' }
  | { readonly to: 'before'; readonly story: string };

/** An entry that gets another place. */
export interface Move {
  readonly entry: SoundEntry;
  readonly priority: number;
  readonly rank: number;
}

/**
 * Which entries get which priority and rank, so that one stands where it should. It takes the priority of its new
 * neighbour; those before it give way only as far as ranks are as close as they can be. Nothing, when it is there already.
 */
export function planMove(queue: readonly QueueEntry[], id: string, where: Destination): Move[] {
  const sound = queue.filter((entry) => entry.problem === null).sort(compareEntries);
  const moved = requireSound(sound, id);
  const others = sound.filter((entry) => entry !== moved);
  const at = where.to === 'before' && where.story !== id ? requireSound(sound, where.story) : null;
  const target = {
    first: 0,
    last: others.length,
    before: at === null ? sound.indexOf(moved) : others.indexOf(at),
  }[where.to];
  if (target === sound.indexOf(moved)) return [];
  const next = others[target];
  const last = others.at(-1);
  if (next === undefined) {
    return last === undefined ? [] : [rankAs(moved, last.priority, last.rank + 1)];
  }
  const moves = [rankAs(moved, next.priority, next.rank - 1)];
  for (const entry of others.slice(0, target).reverse()) {
    const follower = moves.at(-1);
    if (follower === undefined || entry.priority !== next.priority) break;
    if (entry.rank < follower.rank) break;
    moves.push(rankAs(entry, entry.priority, follower.rank - 1));
  }
  return moves;
}

/** Ranks stay what an entry may say, whatever others' entries say. */
function rankAs(entry: SoundEntry, priority: number, rank: number): Move {
  const bounded = Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, rank));
  return { entry, priority, rank: bounded };
}

function requireSound(queue: readonly SoundEntry[], id: string): SoundEntry {
  const entry = queue.find((one) => one.id === id);
  if (entry === undefined) throw notQueued([id], queue);
  return entry;
}

/** The refusal to do something with stories that do not wait in the queue. */
export function notQueued(missing: readonly string[], queue: readonly QueueEntry[]) {
  const queued = queue.map(({ id }) => id);
  return refusal({
    code: 'NOT_QUEUED',
    message: `nothing was changed, for this is not waiting in the queue: ${missing.join(', ')}`,
    hints: [
      queued.length > 0
        ? `Queued: ${queued.slice(0, 20).join(', ')}`
        : 'Nothing is queued; queue a story with `npx storygate merge <story> --no-wait`.',
    ],
    facts: { stories: missing, queued },
  });
}
