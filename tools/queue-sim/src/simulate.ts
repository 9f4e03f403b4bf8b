import { Gate, type FlakePolicy, type Verdict, type Wish } from './gate';
import { Queue } from './queue';
import { randomOf } from './random';
import type { Speculation } from './strategies/speculative';
import type { Strategy } from './strategies/strategy';
import { Tree } from './tree';
import { makeStories, type Circumstances, type Story } from './workload';
import { makeSingleProject, makeWorkspace, type Workspace } from './workspace';

/** What a queue did with all its stories. */
export interface Tally extends Pick<Queue, 'ends' | 'redCommits'> {
  /** Gate runs, those included that were given up on the way. */
  runs: number;
  /** Seconds that machines gated. */
  seconds: number;
}

/** A queue's rule, and how many machines it has. */
export type Setup = { readonly flakes: FlakePolicy } & (
  | { readonly strategy: () => Strategy }
  | { readonly speculation: () => Speculation; readonly machines: number }
);

/** Works off a queue of stories by a rule; the same arguments give the same tally. */
export function simulate(setup: Setup, given: Circumstances, seed: number): Tally {
  const { workspace, stories } = makeWork(given, seed);
  const queue = new Queue(stories, Tree.start(workspace, stories.length));
  const flakes = { percentage: given.flakes, stories };
  const gate = new Gate(workspace, setup.flakes, randomOf(seed, 'flakes'), flakes);
  const tally =
    'strategy' in setup
      ? workAlone(setup.strategy(), queue, gate)
      : workTogether(setup.speculation(), queue, { gate, machines: setup.machines });
  return { ...tally, ends: queue.ends, redCommits: queue.redCommits };
}

interface Work {
  readonly workspace: Workspace;
  readonly stories: readonly Story[];
}

/** Every rule works off the same queue, so each is made once. */
const made = new WeakMap<Circumstances, Map<number, Work>>();

function makeWork(given: Circumstances, seed: number): Work {
  const bySeed = made.get(given) ?? new Map<number, Work>();
  made.set(given, bySeed);
  const known = bySeed.get(seed);
  if (known !== undefined) return known;
  const workspace = given.touch === 'same' ? makeSingleProject() : makeWorkspace(seed);
  const work = { workspace, stories: makeStories(seed, workspace, given) };
  bySeed.set(seed, work);
  return work;
}

type Cost = Pick<Tally, 'runs' | 'seconds'>;

/** One machine, one run after the other. */
function workAlone(strategy: Strategy, queue: Queue, gate: Gate): Cost {
  const cost = { runs: 0, seconds: 0 };
  for (;;) {
    const wish = strategy.next(queue);
    if (wish !== null) {
      const verdict = gate.judge(wish);
      cost.runs++;
      cost.seconds += verdict.seconds;
      queue.waitUntil(queue.now + verdict.seconds);
      gate.remember(verdict);
      strategy.hear(verdict, queue);
    } else if (queue.nextArrival === null) return cost;
    else queue.waitUntil(queue.nextArrival);
  }
}

interface Running {
  readonly verdict: Verdict;
  readonly since: number;
}

/** Several machines with one cache; a run that is not wanted any more is given up. */
function workTogether(
  speculation: Speculation,
  queue: Queue,
  { gate, machines }: { readonly gate: Gate; readonly machines: number },
): Cost {
  const cost = { runs: 0, seconds: 0 };
  let running: Running[] = [];
  for (;;) {
    const wishes = speculation.next(queue);
    const isWanted = ({ to }: Wish) => wishes.some((wish) => wish.to === to);
    for (const { verdict, since } of running)
      if (!isWanted(verdict)) cost.seconds += queue.now - since;
    running = running.filter(({ verdict }) => isWanted(verdict));
    for (const wish of wishes) {
      if (running.length === machines) break;
      if (running.some(({ verdict }) => verdict.to === wish.to)) continue;
      running.push({ verdict: gate.judge(wish), since: queue.now });
      cost.runs++;
    }
    const ends = running.map(({ verdict, since }) => since + verdict.seconds);
    const next = Math.min(...ends, queue.nextArrival ?? Infinity);
    if (next === Infinity) return cost;
    queue.waitUntil(next);
    for (const [index, { verdict }] of running.entries()) {
      if (ends[index] !== next) continue;
      cost.seconds += verdict.seconds;
      gate.remember(verdict);
      speculation.hear(verdict);
    }
    running = running.filter((_, index) => ends[index] !== next);
  }
}
