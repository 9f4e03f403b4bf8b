/*
 * The loop of an agent at work, as a pure function: brief, agent, gate, and what failed as the next message, until it ends.
 * Invariants:
 * - `ready` only where the last gate passed on a tree that is not trunk's, nothing that governs gates was changed, no test was
 *   taken away, and trunk got nothing unproven meanwhile;
 * - no tree is gated twice, and there are never more turns than the limit.
 */

import { describeNoticed, isDoubt, noticedIn, type Sightings } from './noticed';

/** How an agent's turn ended. */
export type TurnEnd =
  | { readonly kind: 'ended' }
  /** It could not be started, or said itself that it failed. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'asks'; readonly question: string }
  /** It was stopped at the time limit. */
  | { readonly kind: 'over' };

/** One turn of the agent, what it left, and what the gate said of it. */
export interface Round {
  readonly turn: TurnEnd;
  /** What it wanted to do and was not allowed to. */
  readonly denied: readonly string[];
  /** Why its worktree can't be gated as it is: a rebase that stands half-done, another branch; null when it can. */
  readonly obstacle: string | null;
  /** The committed tree. */
  readonly tree: string;
  /** The tree at which the story leaves trunk, which a sync moves; null where there is none. */
  readonly baseTree: string | null;
  /** What it left could not be committed, and why; null when it is committed. */
  readonly uncommitted: string | null;
  readonly noticed: Sightings;
  readonly gate: RoundGate | null;
}

/** What a gate said; `stopped`: the time was over before it could. */
export interface RoundGate {
  readonly result: 'passed' | 'failed' | 'did-not-run' | 'stopped';
  /** What failed, so that the same failure reads the same in another run. */
  readonly failures: readonly string[];
}

/** What is known when the next step is to be decided. */
export interface RoundFacts {
  readonly rounds: readonly Round[];
  readonly mostRounds: number;
  readonly time: 'left' | 'over';
}

/** How a run of an agent can end by its own plan. */
export type PlannedEnd =
  'ready' | 'stuck' | 'needs-attention' | 'out-of-rounds' | 'out-of-time' | 'failed';

/** What to do next. */
export type RoundAction =
  | { readonly do: 'start-agent' }
  | { readonly do: 'run-gate' }
  | { readonly do: 'send-digest' }
  | { readonly do: 'end'; readonly state: PlannedEnd; readonly reason: string };

/** So many rounds with the same failures in a row are no progress, whatever else changed. */
export const STUCK_ROUNDS = 3;

/** Decides the next step of an agent's run. */
export function planRound(facts: RoundFacts): RoundAction {
  const { rounds, mostRounds, time } = facts;
  const last = rounds.at(-1);
  if (last === undefined) {
    return time === 'left' ? { do: 'start-agent' } : end('out-of-time', 'there was no time left');
  }
  const early = endOfTurn(last, rounds);
  if (early !== null) return early;
  if (last.gate === null && last.uncommitted === null) return { do: 'run-gate' };
  if (last.gate?.result === 'passed') return endOfGreen(rounds);
  if (last.gate?.result === 'stopped')
    return end('out-of-time', 'its gate was stopped at the time limit');
  if (last.denied.length > 0) return end('needs-attention', wantsPermission(last));
  if (isRepeated(rounds)) {
    return end('stuck', `the same failed in the last ${STUCK_ROUNDS} rounds`);
  }
  if (rounds.length >= mostRounds)
    return end('out-of-rounds', `it is not green after ${mostRounds} rounds`);
  if (time === 'over') return end('out-of-time', 'it is not green at the time limit');
  return { do: 'send-digest' };
}

/** What a turn shows before a gate is run. */
function endOfTurn(last: Round, rounds: readonly Round[]): RoundAction | null {
  const { turn, baseTree } = last;
  if (turn.kind === 'failed') return end('failed', turn.why);
  if (turn.kind === 'over') return end('out-of-time', 'it was stopped at the time limit');
  if (last.obstacle !== null) return end('needs-attention', last.obstacle);
  if (turn.kind === 'asks') return end('needs-attention', `it asks: ${turn.question}`);
  if (last.gate !== null || last.uncommitted !== null) return null;
  const gated = rounds.slice(0, -1).filter(({ gate }) => gate !== null);
  const isAsBefore = gated.some(({ tree }) => tree === last.tree);
  if (last.tree !== baseTree && !isAsBefore) return null;
  if (last.denied.length > 0) return end('needs-attention', wantsPermission(last));
  if (last.tree !== baseTree) return end('stuck', 'it left what was already found red');
  const elsewhere = noticedIn(rounds.map(({ noticed }) => noticed)).filter(
    ({ what }) => what === 'main-checkout',
  );
  return end(
    'stuck',
    elsewhere.length === 0
      ? 'it changed nothing'
      : `it changed nothing in its story; ${elsewhere.map(describeNoticed).join('; ')}`,
  );
}

/** Green is no proof where the agent may have changed what it takes to be green. */
function endOfGreen(rounds: readonly Round[]): RoundAction {
  const doubts = noticedIn(rounds.map(({ noticed }) => noticed)).filter(isDoubt);
  if (doubts.length === 0) return end('ready', 'the gate is green');
  return end('needs-attention', `the gate is green, but ${doubts.map(describeNoticed).join('; ')}`);
}

function isRepeated(rounds: readonly Round[]): boolean {
  const last = rounds.slice(-STUCK_ROUNDS).map(failuresOf);
  return last.length === STUCK_ROUNDS && new Set(last).size === 1;
}

function failuresOf({ gate, uncommitted }: Round): string {
  return JSON.stringify(uncommitted ?? [gate?.result, ...(gate?.failures ?? [])].sort());
}

function wantsPermission({ denied }: Round): string {
  return `it wants permission: ${denied.slice(0, 3).join('; ')}`;
}

function end(state: PlannedEnd, reason: string): RoundAction {
  return { do: 'end', state, reason };
}
